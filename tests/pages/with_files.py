"""States of the page for files: its frames before, during and after an upload, and what was received or refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from typing import Final

import msgspec
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from source_interface.session import COOKIE
from store.model import Blob
from store.server.request_body import TURNED_AWAY
from tests.pages.scene import LONG_NAME, LONG_WORD, MAX_FILE_BYTES, Scene, sent, shut, upload
from tests.pages.shown_page import Doings, ShownPage
from tests.source_interface.photos.samples import FILM, jpeg, png
from tests.source_interface.reporter import Reporter, form_to, multipart

FRAME: Final = "/mailbox/files/frame"
PAGE: Final = "/mailbox/attachments"
CHUNKED: Final = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
"""The environment of a request that does not say how long it is."""
_ASKED: Final = Doings(opens=("details.withdraw > summary",))
NO_PHOTO: Final = b"\xff\xd8\xff\xe1\x00\x10no photo at all"


def _result(reporter: Reporter) -> ShownPage:
    """What the frame for the result shows before there is one."""
    return ShownPage.of(reporter.open("/mailbox/files/result"))


def _progress(reporter: Reporter) -> ShownPage:
    return ShownPage.of(reporter.open("/mailbox/files/progress"))


def _framing(
    reporter: Reporter, *, result: ShownPage | None = None, doings: Doings | None = None
) -> ShownPage:
    """The page for files with what its frames show now."""
    return ShownPage.of(
        reporter.files_page(), result or _result(reporter), _progress(reporter), doings=doings
    )


def files(scene: Scene) -> ShownPage:
    return _framing(scene.inside())


def files_that_are_chosen(scene: Scene) -> ShownPage:
    file = scene.folder / LONG_NAME
    file.write_bytes(b"isi")
    return _framing(scene.inside(), doings=Doings(field="files", files=(file,)))


def files_beside_a_message(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    choosing = form_to(reporter.mailbox(), "/mailbox/files")
    return ShownPage.of(reporter.send(choosing, text=LONG_WORD), _result(reporter), _progress(reporter))


def files_in_the_other_language(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    choosing = form_to(reporter.mailbox(), "/mailbox/files")
    switched = reporter.send(choosing, text="Belum selesai", switch="1", photos="as-they-are")
    return ShownPage.of(switched, _result(reporter), _progress(reporter))


def files_after_an_upload(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    received = sent(reporter, (LONG_NAME, b"isi"), ending=FRAME)
    result = ShownPage.of(received, at=f"/{scene.language}/mailbox/files/result")
    return _framing(reporter, result=result)


def files_after_an_upload_that_broke_off(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    _broken_off(reporter, ("utuh.txt", b"isi"), ("", b"isi"), (LONG_NAME, b"x" * 9_000))
    return _framing(reporter)


def _broken_off(reporter: Reporter, *files: tuple[str, bytes], ending: str = FRAME) -> TestResponse:
    whole = upload(reporter, *files, ending=ending)
    return replace(whole, body=whole.body[:-5_000]).send()


_PIECE: Final = 4_096


class _Slow(BytesIO):
    """A body of which so many bytes are here when `seen` is called, once."""

    def __init__(self, body: bytes, after: int, seen: Callable[[], object]) -> None:
        super().__init__(body)
        self._missing = after
        self._seen = seen

    def read(self, size: int | None = -1) -> bytes:
        if not self._missing:
            return super().read(size)
        # In pieces of a socket, so that what came before is taken when it is looked at.
        part = super().read(min(self._missing, _PIECE))
        self._missing -= len(part)
        if not self._missing:
            self._seen()
        return part


def _another_tab(reporter: Reporter) -> Reporter:
    """The same browser, in which one page can be asked for while another is on its way."""
    another, cookie = Reporter.another(reporter), reporter.client.get_cookie(COOKIE)
    assert cookie is not None
    another.client.set_cookie(COOKIE, cookie.value)
    return another


@dataclass(frozen=True)
class _During:
    """An upload, when so many bytes of it are here; `announced` says how long it is. It is looked at `looks` times."""

    reporter: Reporter
    files: tuple[tuple[str, bytes], ...]
    after: int
    announced: bool = True
    looks: int = 1

    def shown(self) -> ShownPage:
        """Return what the frame of the progress shows then."""
        sending = upload(self.reporter, *self.files, ending=FRAME)
        watcher = _another_tab(self.reporter)
        pages: list[ShownPage] = []
        look = partial(_progress, watcher)
        stream = _Slow(sending.body, self.after, lambda: pages.extend(look() for _look in range(self.looks)))
        sending.send(stream, None if self.announced else CHUNKED)
        return pages[-1]


def progress_of_a_file(scene: Scene) -> ShownPage:
    return _During(scene.inside(), ((LONG_NAME, b"x" * 15_000),), 9_000).shown()


def progress_of_a_body_of_unknown_length(scene: Scene) -> ShownPage:
    return _During(scene.inside(), (("a.txt", b"x" * 15_000),), 9_000, announced=False).shown()


def progress_after_whole_and_refused_files(scene: Scene) -> ShownPage:
    sending = (
        ("utuh.txt", b"isi"),
        ("", b"x" * 30_000),
        ("besar.bin", b"x" * 30_000),
        ("c.txt", b"x" * 9_000),
    )
    return _During(scene.inside(), sending, 65_000).shown()


def progress_of_what_is_not_kept(scene: Scene) -> ShownPage:
    return _During(scene.inside(), (("utuh.txt", b"isi"), ("besar.bin", b"x" * 90_000)), 70_000).shown()


def progress_of_a_file_that_may_be_too_large(scene: Scene) -> ShownPage:
    large = (("besar.bin", b"x" * 1_200_000),)
    return _During(scene.inside(), large, 9_000).shown()


def progress_of_more_than_can_be_sent(scene: Scene) -> ShownPage:
    app = scene.app(max_upload_bytes=20_000)
    return _During(scene.inside(app), (("a.txt", b"x" * 30_000),), 9_000).shown()


def progress_before_the_first_file(scene: Scene) -> ShownPage:
    return _During(scene.inside(), (("a.txt", b"x" * 15_000),), 100).shown()


def progress_of_a_file_that_stands_still(scene: Scene) -> ShownPage:
    return _During(scene.inside(), (("a.txt", b"x" * 15_000),), 9_000, looks=2).shown()


def progress_of_the_files_page_while_it_runs(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    running = _During(reporter, ((LONG_NAME, b"x" * 15_000),), 9_000).shown()
    page = _framing(reporter)
    return ShownPage(page.path, page.status, page.headers, page.body, {**page.frames, running.path: running})


def progress_after_an_upload(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    sent(reporter, ("a.txt", b"isi"), ("b.txt", b"isi"))
    return _progress(reporter)


def progress_after_an_upload_that_broke_off(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    _broken_off(reporter, ("utuh.txt", b"isi"), (LONG_NAME, b"x" * 9_000))
    return _progress(reporter)


def progress_after_an_upload_of_which_nothing_came(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    _broken_off(reporter, ("", b"x" * 9_000))
    return _progress(reporter)


def progress_after_a_file_that_was_too_large(scene: Scene) -> ShownPage:
    reporter = scene.inside(scene.app(max_upload_bytes=10_000))
    sent(reporter, ("a.txt", b"x" * 30_000))
    return _progress(reporter)


def received_files_of_every_kind(scene: Scene) -> ShownPage:
    return ShownPage.of(_of_every_kind(scene, PAGE))


def received_files_of_every_kind_in_the_frame(scene: Scene) -> ShownPage:
    return ShownPage.of(_of_every_kind(scene, FRAME))


def _of_every_kind(scene: Scene, ending: str) -> TestResponse:
    return sent(
        scene.inside(),
        (LONG_NAME, b"%PDF-1.7 /Author (Budi)"),
        ("IMG_20260512_1.jpg", jpeg()),
        ("   .jpg", jpeg()),
        ("PXL_MP.jpg", jpeg(tail=FILM)),
        ("beruntun.png", png()),
        ("catatan.txt", b"isi"),
        ("kosong.txt", b""),
        ("arsip.bin", b"\x00\x01\x02"),
        ("besar.bin", b"x" * (MAX_FILE_BYTES + 1)),
        ("rusak.jpg", NO_PHOTO),
        ending=ending,
    )


def received_more_than_the_frame_shows(scene: Scene) -> ShownPage:
    return ShownPage.of(_many(scene.inside()))


def received_more_than_the_frame_shows_on_a_page_of_its_own(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    return ShownPage.of(reporter.send(form_to(_many(reporter), "/mailbox/files/received")))


def received_whose_files_were_fetched_and_lost_meanwhile(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    whole = form_to(_many(reporter), "/mailbox/files/received")
    with scene.office.database.write() as session:
        session.execute(update(Blob).values(fetched=True))
        session.execute(delete(Blob).where(Blob.sequence == 2))
    return ShownPage.of(reporter.send(whole))


def _many(reporter: Reporter) -> TestResponse:
    files = [(f"{LONG_NAME} {number}", b"isi") for number in range(9)]
    return sent(reporter, *files, ("rusak.jpg", NO_PHOTO), ending=FRAME)


def received_that_asks_about_a_withdrawal(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(scene.inside(), (LONG_NAME, b"isi")), doings=_ASKED)


def received_that_asks_about_a_withdrawal_in_the_frame(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(scene.inside(), (LONG_NAME, b"isi"), ending=FRAME), doings=_ASKED)


def received_beside_a_message(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(scene.inside(), ("a.txt", b"isi"), text=LONG_WORD))


def received_in_the_frame_beside_a_message(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(scene.inside(), ("a.txt", b"isi"), text=LONG_WORD, ending=FRAME))


def received_nothing(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(scene.resting(), ("", b"")))


def received_no_file_of_a_foreign_form(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    body, kind = multipart([("csrf_token", "palsu")], [("a.txt", b"isi")])
    return ShownPage.of(reporter.client.post(f"/{scene.language}{PAGE}", data=body, content_type=kind))


def received_no_photo_that_could_not_be_cleaned(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(scene.resting(), ("rusak.jpg", NO_PHOTO)))


def received_until_the_connection_broke(scene: Scene) -> ShownPage:
    reporter = scene.inside()
    return ShownPage.of(_broken_off(reporter, ("utuh.txt", b"isi"), (LONG_NAME, b"x" * 9_000), ending=PAGE))


def received_part_of_too_many_files(scene: Scene) -> ShownPage:
    app = scene.app(max_files=1)
    return ShownPage.of(sent(scene.inside(app), ("a.txt", b"isi"), ("b.txt", b"isi")))


def received_part_of_too_much(scene: Scene) -> ShownPage:
    reporter = scene.inside(scene.app(max_upload_bytes=20_000))
    sending = upload(reporter, ("a.txt", b"x" * 9_000), ("b.txt", b"x" * 18_000))
    return ShownPage.of(sending.send(environ=CHUNKED))


def received_nothing_of_too_much(scene: Scene) -> ShownPage:
    return ShownPage.of(sent(scene.inside(scene.app(max_upload_bytes=20_000)), ("a.txt", b"x" * 30_000)))


def received_nothing_without_room(scene: Scene) -> ShownPage:
    store = msgspec.structs.replace(scene.office.config.store, reserve_bytes=1 << 60)
    return ShownPage.of(sent(scene.inside(scene.app(store=store)), ("a.txt", b"isi")))


def received_nothing_without_a_place(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    sending = upload(reporter, ("a.txt", b"isi"), text=LONG_WORD)
    return ShownPage.of(sending.send(environ={TURNED_AWAY: True}))


def received_nothing_beside_other_uploads(scene: Scene) -> ShownPage:
    talk = scene.talk()
    places = scene.services.limits.uploads_at_once
    with places.run_one(talk.case.case), places.run_one(talk.case.case):
        return ShownPage.of(sent(talk.reporter, ("a.txt", b"isi")))


def received_nothing_so_often(scene: Scene) -> ShownPage:
    talk = scene.talk()
    uploads = scene.services.limits.uploads
    while uploads.take(talk.case.case):
        pass
    return ShownPage.of(sent(talk.reporter, ("a.txt", b"isi"), text=LONG_WORD))


def received_nothing_after_the_mailbox_was_closed(scene: Scene) -> ShownPage:
    reporter = scene.resting()
    sending = upload(reporter, ("a.txt", b"isi"), text=LONG_WORD)
    reporter.client.delete_cookie(COOKIE)
    return ShownPage.of(sending.send())


def received_until_the_mailbox_was_closed(scene: Scene) -> ShownPage:
    """Another tab leaves the mailbox while the second file is on its way."""
    reporter = scene.inside()
    sending = upload(reporter, ("a.txt", b"isi"), ("b.txt", b"x" * 15_000))
    leaving = form_to(reporter.mailbox(), "/mailbox/leave")
    watcher = _another_tab(reporter)
    stream = _Slow(sending.body, 9_000, lambda: watcher.send(leaving))
    return ShownPage.of(sending.send(stream))


def received_nothing_without_a_roster(scene: Scene) -> ShownPage:
    with scene.other_office() as other:
        reporter = other.inside()
        sending = upload(reporter, ("a.txt", b"isi"))
        (other.office.folder / "roster" / "roster.txt").unlink()
        return ShownPage.of(sending.send())


def files_during_an_upgrade(scene: Scene) -> ShownPage:
    with scene.upgrading() as (gate, app):
        reporter = scene.inside(app)
        sending = upload(reporter, ("a.txt", b"isi"), text=LONG_WORD)
        shut(gate)
        return ShownPage.of(sending.send())


WITH_FILES: Final = (
    files,
    files_that_are_chosen,
    files_beside_a_message,
    files_in_the_other_language,
    files_after_an_upload,
    files_after_an_upload_that_broke_off,
    files_during_an_upgrade,
    progress_of_a_file,
    progress_of_a_file_that_stands_still,
    progress_before_the_first_file,
    progress_of_a_body_of_unknown_length,
    progress_after_whole_and_refused_files,
    progress_of_what_is_not_kept,
    progress_of_a_file_that_may_be_too_large,
    progress_of_more_than_can_be_sent,
    progress_of_the_files_page_while_it_runs,
    progress_after_an_upload,
    progress_after_an_upload_that_broke_off,
    progress_after_an_upload_of_which_nothing_came,
    progress_after_a_file_that_was_too_large,
    received_files_of_every_kind,
    received_files_of_every_kind_in_the_frame,
    received_more_than_the_frame_shows,
    received_more_than_the_frame_shows_on_a_page_of_its_own,
    received_whose_files_were_fetched_and_lost_meanwhile,
    received_that_asks_about_a_withdrawal,
    received_that_asks_about_a_withdrawal_in_the_frame,
    received_beside_a_message,
    received_in_the_frame_beside_a_message,
    received_nothing,
    received_no_file_of_a_foreign_form,
    received_no_photo_that_could_not_be_cleaned,
    received_until_the_connection_broke,
    received_part_of_too_many_files,
    received_part_of_too_much,
    received_nothing_of_too_much,
    received_nothing_without_room,
    received_nothing_without_a_place,
    received_nothing_beside_other_uploads,
    received_nothing_so_often,
    received_nothing_after_the_mailbox_was_closed,
    received_until_the_mailbox_was_closed,
    received_nothing_without_a_roster,
)
