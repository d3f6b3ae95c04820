"""Lists the modules of the product that four flows pass, each run once with real parts in this process.

python -m tests.tools.flows            a table of counts, then each flow's modules in the order of their first call
python -m tests.tools.flows --json     the same for a program

A flow is one request. It passes a module if a function written there ran until the answer was complete. Imports do not
count, nor do the steps before the request, such as the sign-in; models and `__init__` modules are left out.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from werkzeug.test import TestResponse

from tests.journalist_interface.officer_browsers import action_page, offered
from tests.journalist_interface.officer_page import Fields, Form
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.source_interface.box import Box
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, multipart, shown_code
from tests.tools.officer_here import PERSON, officer_here
from tests.tools.passed_modules import PRODUCT, recording

FILE: Final = ("kuitansi.pdf", b"%PDF-1.7 kuitansi")
REPLY: Final = "Terima kasih, laporan Anda kami baca."
NOTICE: Final = "Laporan ini sama dengan yang sudah kami terima."

SendRequest = Callable[[], None]
"""Sends the one request of a flow."""
Flow = Callable[[TestOffice], AbstractContextManager[SendRequest]]
"""Makes everything ready, gives the request, and checks at the end that it was done."""


@contextmanager
def report(office: TestOffice) -> Iterator[SendRequest]:
    """Post a reporter's form, up to the page with the code."""
    with closing(Box(office)) as box:
        reporter = Reporter(box.app().test_client())
        form = reporter.report_form()

        def send() -> None:
            shown_code(_whole(reporter.send(form, **ANSWERS)))

        yield send
        assert Reader(office, PERSON).report().what == ANSWERS["what"]


@contextmanager
def attachment(office: TestOffice) -> Iterator[SendRequest]:
    """Post a file of a reporter who is signed in."""
    with closing(Box(office)) as box:
        reporter = Reporter(box.app().test_client())
        reporter.enter()
        form = form_to(reporter.files_page(), "/mailbox/attachments")
        body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [FILE])

        def send() -> None:
            _whole(reporter.client.post(form.action, data=body, content_type=kind))

        yield send
        reader = Reader(office, PERSON)
        assert reader.blob(reader.read()[-1]) == FILE[1]


@contextmanager
def reply(office: TestOffice) -> Iterator[SendRequest]:
    """Answer a reporter, on the officer's page of the case."""
    with officer_here(office) as officer:
        case = office.report().case
        form = officer.case(case).form("/reply")

        yield _posting(officer, form, {"text": REPLY})
        assert REPLY in officer.case(case).text


@contextmanager
def archive(office: TestOffice) -> Iterator[SendRequest]:
    """Archive a case that is in verification, with a reason and a notice."""
    with officer_here(office) as officer:
        case = office.report()
        Handling(office, case).to_verification(PERSON)
        form = action_page(officer, case.case, "archive").form("/archive")

        yield _posting(officer, form, {"reason": "duplicate", "text": NOTICE})
        page = officer.case(case.case)
        assert NOTICE in page.text
        assert "unarchive" in offered(page)


FLOWS: Final[Mapping[str, Flow]] = {
    "report": report,
    "attachment": attachment,
    "reply": reply,
    "archive": archive,
}


def passed_by(flow: Flow, folder: Path, keys: OfficeKeys) -> list[str]:
    """Return the modules that a flow passes in an office of its own."""
    office = TestOffice(folder, keys)
    with closing(office), flow(office) as send, recording() as passed:
        send()
    return passed


def table(passed: Mapping[str, list[str]]) -> str:
    """Return the counts of each flow, in all and by package, and then its modules."""
    lines = [f"{'':<12}{'modules':>10}" + "".join(f"{package:>22}" for package in PRODUCT)]
    for flow, modules in passed.items():
        shares = [sum(module.startswith(f"{package}.") for module in modules) for package in PRODUCT]
        lines.append(f"{flow:<12}{len(modules):>10}" + "".join(f"{share:>22}" for share in shares))
    for flow, modules in passed.items():
        lines += ["", f"{flow}: {len(modules)} modules"]
        lines += [f"{number:>5}  {module}" for number, module in enumerate(modules, 1)]
    return "\n".join(lines)


def as_json(passed: Mapping[str, list[str]]) -> str:
    """Return the counts and the modules for a program."""
    found = {flow: {"count": len(modules), "modules": modules} for flow, modules in passed.items()}
    return json.dumps(found, indent=2)


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.tools.flows",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    wanted = parser.parse_args()
    with TemporaryDirectory(prefix="kentongan-flows-") as name:
        folder = Path(name)
        with OfficeKeys(folder / "keys") as keys:
            passed = {flow: passed_by(found, folder / flow, keys) for flow, found in FLOWS.items()}
    sys.stdout.write(f"{as_json(passed) if wanted.json else table(passed)}\n")
    return 0


def _whole(answer: TestResponse) -> TestResponse:
    """Read an answer to its end, when the app has no more to do."""
    assert answer.status_code == 200, answer.status
    answer.get_data()
    answer.close()
    return answer


def _posting(officer: OfficerBrowser, form: Form, fields: Fields) -> SendRequest:
    """Return the sending of a form; the page to which its answer leads is not part of it."""
    officer.http.follow_redirects = False

    def send() -> None:
        page = officer.post(form, fields, () if form.files else None)
        assert page.status == 303, page.text

    return send


if __name__ == "__main__":
    sys.exit(main())
