"""The statement that another key signs for the office, as a server or a workstation takes it in."""

import base64
import tempfile
from pathlib import Path

import msgspec

from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from crypto.signing import compose
from store.domain.errors import OfficeKeyChangeError
from store.domain.labels import Label
from store.domain.office_key_change import OfficeKeyChange, follow_key_change
from tests.mutations.row_kinds import Kind, Original, Value, insiders
from tests.mutations.scene import Scene

_PASSPHRASE = "frasa kunci baru"


class OfficeKeyKind(Kind):
    """The hand-over from the office key of the scene to one made here; both sign whatever their holder composes."""

    name = "office-key"
    genuine = "handed over at serial 5"
    readers = (
        "store.domain.office_key_change:verify_with",
        "store.domain.office_key_change:read_key_change",
    )
    labels = frozenset({Label.OFFICE_KEY})

    def __init__(self, scene: Scene) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="km-key-")
        self._file = Path(self._place.name, "office-key.json")
        self._day = scene.office.clock.today()
        self._old = scene.office.keys.office
        with GnupgHome(Path(self._place.name, "gnupg")) as home:
            self._new = home.generate("Kantor Contoh", _PASSPHRASE)
            self._certificate = home.certificate(self._new)
        super().__init__(scene)

    def made(self) -> Original:
        statement = compose(
            Label.OFFICE_KEY, OfficeKeyChange(self._day, self._old.fingerprint, self._new, 5, ("ab" * 32,))
        )
        signature = self._sign(statement)
        return Original(
            stored=self._both(statement, signature),
            statement=statement,
            signature=signature,
            detached=True,
            signers={**insiders(self.scene), "office": self._sign},
            author="office",
            assemble=self._both,
        )

    def put(self, value: Value) -> None:
        self._file.write_bytes(value[0])

    def read(self) -> str:
        try:
            change = follow_key_change(self._file.read_bytes(), self._new, self._old.fingerprint, 5)
        except OfficeKeyChangeError as error:
            return str(error)
        return f"handed over at serial {change.serial}"

    def _sign(self, statement: bytes) -> bytes:
        with GnupgHome(Path(self._place.name, "gnupg")) as home:
            return sign_detached(home, self._new, statement, self._day, _PASSPHRASE)

    def _both(self, statement: bytes, signature: bytes) -> Value:
        """The file with this signature as the new key's; the old key signs whatever lies there."""
        text = statement.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()
        parts = {
            "new_signature": signature,
            "new_certificate": self._certificate,
            "old_signature": self._old.sign(text.encode(), self._day),
            "old_certificate": self._old.certificate,
        }
        encoded = {name: base64.b64encode(part).decode() for name, part in parts.items()}
        return (msgspec.json.encode({"statement": text, **encoded}),)


ALL: tuple[type[Kind], ...] = (OfficeKeyKind,)
