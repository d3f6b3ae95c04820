"""A whole office for tests, of real parts: GnuPG keys, a signed roster, a store, accounts, a clock that can be moved.

    def test_something(office: TestOffice) -> None:       # the fixture is in tests/conftest.py
        case = office.report("What happened", excluded=["petugas-2"])   # a genuine case in the store
        case.says("More"); case.attaches(b"...", "bukti.pdf")           # the reporter goes on
        client = office.gateway().test_client()                         # the gateway, in this process
        token = office.sign_in(client, "sari")                          # both factors; or a URL: a running gateway
        office.move(days=1)                                             # the clock, for running processes too
        office.publish(expires=office.clock.today())                    # a new roster, the next serial, signed
        office.publish(people=office.people_with("sari", left=office.clock.today()))
        submission = office.reply("sari", case, 2, "We are looking into it")  # what a workstation would submit

        everybody = office.with_everybody()                             # all the people of the whole procedure
        office.sign_in(client, everybody.lead)

People (`tests.office_people`): sari and budi are officers (petugas-1, petugas-2), dewi leadership, joko
investigator, rina custodian, tono an alternate without a role; mantan
left long ago (`tests.stand_ins`). `with_everybody` brings in wati (an officer), agus
(investigator) and lina (leadership, and the alternate in tono's place). Everybody's GnuPG home is at
`office.keys.holder(id).folder`, with `.passphrase`; TOTP secrets are in `office.totp_secrets`.
`office.gateway_configuration(bind=…)` and `office.roster_table(…)` write what real processes need.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import httpx
import msgspec
import pyotp
from flask.testing import FlaskClient

from crypto.signing import compose
from journalist_interface.actions.replies import as_sent
from source_interface.config import SourceConfig
from source_interface.services import SourceServices
from store.api.messages import Challenge, ReplySubmission, SignedIn, SignIn, SignInStatement
from store.attachments.blobs import Blobs
from store.config import StoreConfig
from store.domain.clock import Clock
from store.domain.labels import Label
from store.domain.reply import Notice, Reply, ReplyAttachment
from store.domain.roster import Office, Person, Roster
from store.engine.database import Database
from store.engine.schema import STORE
from store.gateway.accounts.administration import create_account
from store.gateway.accounts.database import open_accounts
from store.gateway.app import create_app
from store.gateway.auth.access import GatewayApp
from store.gateway.config import GatewayConfig
from store.gateway.services import EXTENSION, Services
from store.web.roster_keeper import SIGNATURE_FILE, STATEMENT_FILE, RosterConfig, RosterKeeper
from tests.blank_databases import put_accounts, put_blank
from tests.clocks import START
from tests.genuine_case import GenuineCase, new_case
from tests.loopback import NO_AUTHORITIES
from tests.office_people import FURTHER_POSITIONS, POSITIONS, Everybody, OfficeKeys
from tests.secret_watch import WATCH
from tests.server_configuration import server_configuration
from tests.shared_folders import shared_folder
from tests.stand_ins import FORMER

GATEWAY: Final = "gateway.inspektorat.uji"
STEP_SECONDS: Final = 30
STORE_FILE: Final = "store.sqlite3"


def close(services: Services) -> None:
    """Give the databases of a gateway back, as its process does by ending."""
    services.database.close()
    services.accounts.close()


class TestOffice:
    """One office in one folder. Close it; the keys belong to the session."""

    __test__ = False  # a name from the field, not a test

    def __init__(self, folder: Path, keys: OfficeKeys, database: str | None = None) -> None:
        """The store is in SQLite, in the office's folder, or in an empty `database` of this URL."""
        self.folder = folder
        self.keys = keys
        self.clock_file = folder / "clock"
        self.clock = Clock(offset_file=self.clock_file)
        folder.mkdir()
        self.clock_file.write_text(str(START))
        for name in ("roster", "state"):
            (folder / name).mkdir()
        for name in ("database", "blobs"):
            shared_folder(folder / name)
        self.office_certificate = folder / "roster" / "office.gpg"
        self.office_certificate.write_bytes(keys.office.certificate)
        self.config = self._configuration(database or f"sqlite:///{folder}/database/{STORE_FILE}")
        if database is None:
            put_blank(STORE, folder / "database" / STORE_FILE, 0o660)
        self.config.accounts.parent.mkdir(mode=0o700)
        self.totp_secrets = put_accounts(self.config.accounts, *keys.people)
        WATCH.plant(*self.totp_secrets.values())
        self.source = SourceServices.start(
            SourceConfig(store=self.config.store, roster=self.roster_table("reporter"))
        )
        self.database: Database = self.source.database
        self.blobs: Blobs = self.source.blobs
        self.accounts: Database = open_accounts(self.config.accounts)
        self.roster = self._first_roster()
        self._used_steps: dict[str, int] = {}
        self._apps: list[GatewayApp] = []
        self.publish(serial=1)

    def close(self) -> None:
        """Close every database."""
        for app in self._apps:
            close(self.services(app))
        self.database.close()
        self.accounts.close()
        WATCH.keep_logs(self.folder)

    # The clock

    def move(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> None:
        """Set the clock forward (or back), for every process that reads it."""
        now = int(self.clock_file.read_text())
        shift = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self.clock_file.write_text(str(now + int(shift.total_seconds())))

    # The roster

    def publish(self, **changes: object) -> Roster:
        """Sign and publish the roster with these fields changed; its serial is the next one unless given."""
        serial = {"serial": self.roster.serial + 1}
        self.roster = msgspec.structs.replace(self.roster, **(serial | changes))
        statement = compose(Label.ROSTER, self.roster)
        self.publish_files(statement, self.keys.signed_by_office(statement, self.clock.today()))
        return self.roster

    def publish_files(self, statement: bytes, signature: bytes) -> None:
        """Put any two files where the roster belongs."""
        (self.folder / "roster" / SIGNATURE_FILE).write_bytes(signature)
        (self.folder / "roster" / STATEMENT_FILE).write_bytes(statement)

    def people_with(self, person: str, **changes: object) -> tuple[Person, ...]:
        """The people of the roster with one of them changed, for `publish(people=…)`."""
        return tuple(
            msgspec.structs.replace(member, **changes) if member.id == person else member
            for member in self.roster.people
        )

    def with_everybody(self) -> Everybody:
        """Publish a roster with all the people of the procedure, each with an account; gives their identifiers.

        It names three officers, so a report that excludes positions of only two of them is read by the third.
        """
        for holder in self.keys.further():
            self.totp_secrets[holder.id] = self._account(holder.id)
        people = self.people_with("tono", left=self.clock.today())
        self.publish(
            positions=(*self.roster.positions, *FURTHER_POSITIONS),
            people=(*people, *(holder.in_roster() for holder in self.keys.further())),
        )
        return Everybody()

    def keeper(self, process: str = "test") -> RosterKeeper:
        """A roster keeper with a memory of its own."""
        return self.roster_table(process).keeper(self.clock)

    def roster_table(self, process: str) -> RosterConfig:
        """The `[roster]` table of a process's configuration."""
        return RosterConfig(
            folder=self.folder / "roster",
            office_certificate=self.office_certificate,
            office_fingerprint=self.keys.office.fingerprint,
            state=self.folder / "state" / f"{process}-roster.json",
            certificates=self.folder / "state" / f"{process}-certificates",
        )

    # The gateway

    def gateway(self, **changes: object) -> GatewayApp:
        """A gateway in this process; `changes` go into its configuration."""
        app = create_app(msgspec.structs.replace(self.config, **changes))
        app.testing = False  # errors are answered as in production
        self._apps.append(app)
        return app

    @staticmethod
    def services(app: GatewayApp) -> Services:
        """Return what this gateway works with."""
        found: Services = app.extensions[EXTENSION]
        return found

    def gateway_configuration(self, bind: str, **changes: object) -> Path:
        """A TOML file for a gateway process of its own."""
        config = msgspec.structs.replace(self.config, bind=bind, **changes)
        path = self.folder / "gateway.toml"
        path.write_text(server_configuration(config))
        return path

    def code(self, person: str, steps: int = 0) -> str:
        """The person's TOTP code at this moment of our clock, or so many steps away."""
        return pyotp.TOTP(self.totp_secrets[person]).generate_otp(
            self.clock.seconds() // STEP_SECONDS + steps
        )

    def fresh_code(self, person: str) -> str:
        """A code that this office has not used yet; moves the clock by a step if it must.

        It is the next step's, which is good for a minute at least: on a busy machine unlocking and signing take long.
        """
        step = self.clock.seconds() // STEP_SECONDS + 1
        if self._used_steps.get(person, -1) >= step:
            self.move(seconds=STEP_SECONDS)
            step += 1
        self._used_steps[person] = step
        return pyotp.TOTP(self.totp_secrets[person]).generate_otp(step)

    def proof(
        self,
        person: str,
        challenge: Challenge,
        code: str | None = None,
        /,
        *,
        signer: str | None = None,
        label: Label = Label.SIGN_IN,
        **changes: object,
    ) -> SignIn:
        """Return what a workstation sends to sign in, for negative tests with another signer, label or statement."""
        asked = SignInStatement(GATEWAY, challenge.nonce, person)
        statement = compose(label, msgspec.structs.replace(asked, **changes))
        signature = self.keys.holder(signer or person).sign(statement, self.clock.today())
        return SignIn(person, challenge.ticket, signature, code or self.fresh_code(person))

    def sign_in(self, gateway: FlaskClient | str, person: str) -> str:
        """Sign in with both factors against a test client or the URL of a running gateway; gives the token."""
        status, body = post(gateway, "/v1/challenge")
        assert status == 200, body
        proof = self.proof(person, msgspec.json.decode(body, type=Challenge))
        status, body = post(gateway, "/v1/sign-in", msgspec.json.encode(proof))
        assert status == 200, body
        token = msgspec.json.decode(body, type=SignedIn).token
        WATCH.plant(token)
        return token

    # What people write

    def report(
        self,
        text: str = "Isi laporan",
        excluded: Iterable[str] = (),
        name: str | None = None,
        *,
        opens: bool = False,
    ) -> GenuineCase:
        """A report in the store as the source interface takes it in, which excludes the holders of these positions.

        Its code opens it if it `opens`; that costs a derivation. With a `name` the custodians can learn it.
        """
        WATCH.plant(text, name or "")
        case = new_case(self.source, text, excluded, name, opens=opens)
        if opens:
            WATCH.plant(case.code)
        return case

    def reply(
        self,
        person: str,
        case: GenuineCase,
        sequence: int,
        text: str,
        attachments: tuple[ReplyAttachment, ...] = (),
        notice: Notice | None = None,
    ) -> ReplySubmission:
        """A reply as a workstation sends it, at any place of the case and whether or not the person may."""
        WATCH.plant(text)
        day, holder = self.clock.today(), self.keys.holder(person)
        reply = Reply(case.case, sequence, person, day, text, attachments, notice)
        return as_sent(
            reply,
            lambda statement: holder.sign(statement, day),
            case.recipients(),
            case.mailbox.sealing_key,
        )

    def _account(self, person: str) -> str:
        """Their TOTP secret."""
        secret = create_account(self.accounts, person)
        WATCH.plant(secret)
        return secret

    def _first_roster(self) -> Roster:
        today = self.clock.today()
        people = (*(holder.in_roster() for holder in self.keys.people.values()), FORMER)
        office = Office("Inspektorat Uji", "Whistleblowing System (WBS)", GATEWAY)
        return Roster(1, today, _year_after(today), office, POSITIONS, people)

    def _configuration(self, database: str) -> GatewayConfig:
        store = StoreConfig(
            database=database,
            blobs=self.folder / "blobs",
            reserve_bytes=0,
            clock_file=self.clock_file,
        )
        return GatewayConfig(
            store=store,
            roster=self.roster_table("gateway"),
            accounts=self.folder / "accounts" / "accounts.sqlite3",
        )


def post(gateway: FlaskClient | str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """POST JSON without a session: status and body."""
    headers = {"Content-Type": "application/json"}
    if isinstance(gateway, str):
        answer = httpx.post(
            gateway + path, content=body, headers=headers, trust_env=False, verify=NO_AUTHORITIES, timeout=30
        )
        return answer.status_code, answer.content
    found = gateway.post(path, data=body, headers=headers)
    return found.status_code, found.data


def _year_after(day: date) -> date:
    return day + timedelta(days=365)
