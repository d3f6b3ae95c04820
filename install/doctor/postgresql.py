"""PostgreSQL's settings, where the store is in it: what it logs and keeps, who it lets in, and with which rights."""

from typing import Final

from install.doctor.check import Fault, HostCheck
from install.doctor.host import Host, HostError
from install.language import Sentence
from install.server.layout import GATEWAY_USER, SOURCE_USER
from install.server.postgresql import POSTGRESQL_SETTINGS

_SEEN_FROM_OUTSIDE: Final = "listen_addresses"  # the check of open ports sees it
_WAYS_IN: Final = (
    "SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE auth_method IN ('trust', 'password', 'md5')"
)
_RIGHTS: Final = f"""\
SELECT role || ' ' || lower(privilege) || ' ' || name FROM
    unnest(ARRAY['{SOURCE_USER}', '{GATEWAY_USER}']) AS role,
    (VALUES ('event', 'UPDATE'), ('event', 'DELETE'), ('instance', 'INSERT'), ('instance', 'UPDATE'),
            ('instance', 'DELETE'), ('alembic_version', 'INSERT'), ('alembic_version', 'UPDATE'),
            ('alembic_version', 'DELETE')) AS kept (name, privilege)
WHERE has_table_privilege(role, 'public.' || name, privilege) ORDER BY 1"""  # noqa: S608 - names of ours

_WRONG: Final = Sentence("PostgreSQL: {settings}.", "PostgreSQL: {settings}.")
_OPEN: Final = Sentence(
    "PostgreSQL membiarkan orang masuk dengan cara ini: {ways}.", "PostgreSQL lets people in by: {ways}."
)
_TOO_MUCH: Final = Sentence(
    "Server boleh melakukan yang tidak perlu: {rights}.", "A server may do what it need not: {rights}."
)


def _asked(host: Host, query: str) -> list[str]:
    said = host.run(
        "runuser", "--user", "postgres", "--", "psql", "--no-psqlrc", "--tuples-only", "--no-align",
        "--dbname=kentongan", f"--command={query}",
    )  # fmt: skip
    if said.status != 0:
        raise HostError("psql")
    return [line for line in said.text.splitlines() if line]


def _look_at_settings(host: Host) -> Fault | None:
    rows = _asked(host, "SELECT name || '=' || setting FROM pg_settings")
    found = dict(row.split("=", 1) for row in rows if "=" in row)
    wrong = [
        f"{name} = {found.get(name, '?')}"
        for name, wanted in POSTGRESQL_SETTINGS.items()
        if found.get(name) != wanted and name != _SEEN_FROM_OUTSIDE
    ]
    return Fault(_WRONG.told(settings=", ".join(wrong)), "kentongan init") if wrong else None


def _look_at_ways_in(host: Host) -> Fault | None:
    ways = _asked(host, _WAYS_IN)
    if not ways:
        return None
    return Fault(_OPEN.told(ways=", ".join(ways)), "editor /etc/postgresql/*/main/pg_hba.conf")


def _look_at_rights(host: Host) -> Fault | None:
    rights = _asked(host, _RIGHTS)
    return Fault(_TOO_MUCH.told(rights="; ".join(rights)), "kentongan init") if rights else None


POSTGRESQL: Final = (
    HostCheck(
        "postgresql-settings",
        Sentence(
            "PostgreSQL tidak mencatat isi, dan menyimpan yang dikonfirmasi",
            "PostgreSQL logs no content, and keeps what it confirmed",
        ),
        Sentence(
            "Catatannya dapat memuat baris laporan dan waktunya; tanpa fsync laporan dapat hilang.",
            "Its log can quote a report's row and tell its time; without fsync reports can be lost.",
        ),
        _look_at_settings,
    ),
    HostCheck(
        "postgresql-ways-in",
        Sentence(
            "PostgreSQL mengenal pengguna dari sistem, bukan dari kata sandi",
            "PostgreSQL knows its users by the system, not by passwords",
        ),
        Sentence(
            "Jika tidak, pengguna lain di mesin ini dapat masuk sebagai server.",
            "Otherwise another user of this machine gets in as a server.",
        ),
        _look_at_ways_in,
    ),
    HostCheck(
        "postgresql-rights",
        Sentence(
            "Server tidak dapat mengubah keputusan yang tersimpan",
            "The servers cannot change a stored decision",
        ),
        Sentence(
            "Keputusan hanya ditambahkan; server yang dibobol tidak boleh menghapusnya.",
            "Decisions are appended alone; a server that is broken into must not erase them.",
        ),
        _look_at_rights,
    ),
)
