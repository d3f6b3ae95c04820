"""The ends of all cases as a restored backup left them, as a file for the machine of the office key.

The file has the form of what workstations remember (`install.audit.heads`), so that both can be compared.
"""

from pathlib import Path
from typing import Final

from install.audit.heads import lines
from install.language import Sentence
from store.cases.records import ends
from store.engine.database import Database, open_to_read
from store.gateway.config import GatewayConfig
from store.web.durable import replace_file

ENDS_FILE: Final = "restored-ends.txt"
_ENDS: Final = Sentence(
    "Setiap perkara kini berakhir seperti dalam {path}. Jika ada yang hilang, komputer kerja memperingatkan sampai "
    "catatan pemulihan ditandatangani. Bawa berkas ini ke mesin kunci kantor: kentongan-restores --ends {name} "
    "--day {day} …",
    "Each case now ends as {path} says. If something was lost, workstations warn until a note of the restore is "
    "signed. Carry this file to the machine of the office key: kentongan-restores --ends {name} --day {day} …",
)


def write_ends(config: GatewayConfig, server: Database | None = None) -> Path:
    """Write the ends of all cases beside the accounts, where the gateway's user may read alone; return the file.

    `server` is the open database server that holds the store, None where the configuration names a file.
    """
    path = config.accounts.parent / ENDS_FILE
    database = server or open_to_read(config.store.database, busy_seconds=config.store.busy_seconds)
    try:
        text = "\n".join([*lines(ends(database)), ""])
    finally:
        if server is None:
            database.close()
    replace_file(path, text.encode("ascii"), 0o600)
    return path


def written_ends(config: GatewayConfig, server: Database | None = None) -> str:
    """Write the ends as `write_ends` does, and return what a person is to do with them."""
    path = write_ends(config, server)
    return _ENDS.told(path=path, name=path.name, day=config.store.clock().today())
