"""The enrolment file, as the office machine and the server read it from a medium that others can write."""

import tempfile
from functools import partial
from pathlib import Path

from crypto.signing import compose
from store.domain.enrolment import Enrolment, read_enrolment
from store.domain.errors import EnrolmentError
from store.domain.labels import Label
from tests.mutations.row_kinds import Kind, Original, Value, in_statement, insiders
from tests.mutations.scene import Scene

_OWNER = "sari"


class EnrolmentKind(Kind):
    """The file of an officer of the scene; whoever has a key signs whatever they compose."""

    name = "enrolment"
    genuine = "enrolled Sari Wulandari"
    readers = ("store.domain.enrolment:verify_with",)
    labels = frozenset({Label.ENROLMENT})

    def __init__(self, scene: Scene) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="km-enrolment-")
        self._file = Path(self._place.name, "sari.enrolment")
        super().__init__(scene)

    def made(self) -> Original:
        holder, day = self.scene.office.keys.holder(_OWNER), self.scene.office.clock.today()
        statement = compose(Label.ENROLMENT, Enrolment(holder.name, day, holder.certificate, "A" * 51 + "Q"))
        sign = partial(holder.sign, day=day)
        signature = sign(statement)
        return Original(
            stored=(in_statement(statement, signature),),
            statement=statement,
            signature=signature,
            detached=True,
            signers=insiders(self.scene),
            author=_OWNER,
            assemble=lambda text, signed: (in_statement(text, signed),),
        )

    def put(self, value: Value) -> None:
        self._file.write_bytes(value[0])

    def read(self) -> str:
        try:
            enrolment = read_enrolment(self._file.read_bytes())
        except EnrolmentError as error:
            return str(error)
        return f"enrolled {enrolment.name}"


ALL: tuple[type[Kind], ...] = (EnrolmentKind,)
