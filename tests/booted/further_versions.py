"""Versions that come after the built one: a good one, and some that fail, in each way one can."""

from typing import Final

from tests.booted.changed_packages import Change
from tests.store.further_revision import FURTHER, NEWEST

REVISION: Final = f'''"""A table that nothing uses."""

import time

import sqlalchemy as sa
from alembic import op

revision = "{FURTHER}"
down_revision = "{NEWEST}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("further", sa.Column("id", sa.Integer, primary_key=True))
    {{then}}


def downgrade() -> None:
    op.drop_table("further")
'''
MIGRATION: Final = f"store/migrations/versions/revision_{FURTHER}.py"
PAGE: Final = {"source_interface/templates/start.html": ("<h1>", "<h1>Versi baru: ")}
GOOD: Final = Change("0.2.0", {MIGRATION: REVISION.format(then="pass")}, PAGE)
BAD_MIGRATION: Final = Change(
    "0.3.0", {MIGRATION: REVISION.format(then='raise OSError("no such column")')}, PAGE
)
BAD_SELF_TEST: Final = Change(
    "0.4.0",
    {MIGRATION: REVISION.format(then="pass")},
    PAGE
    | {"store/maintenance/self_test.py": ("    require_working_gpg()\n", "    raise StoreDamagedError\n")},
)
BROKEN: Final = Change(
    "0.5.0", words={"install/upgrading/upgrade.py": ("from install.errors", "from install.faults")}
)
ENDLESS: Final = Change("0.6.0", {MIGRATION: REVISION.format(then="time.sleep(600)")}, PAGE)
