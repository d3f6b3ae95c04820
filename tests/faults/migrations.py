"""Changes of the store's tables with data in them: every step of the migrations, one more, and the hardest kind."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, inspect, text

from store.engine.database import Database, open_database
from store.engine.schema import STORE, Schema, initialise
from tests.faults.steps import Prepared, Step, outcome
from tests.faults.world import World
from tests.store.further_revision import further_schema

BASE = "base"
Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Migration:
    """One step of Alembic's, on a database that holds what it can hold at that revision."""

    before: str
    after: str
    _reference: list[Rows] = field(default_factory=list, repr=False)

    @property
    def name(self) -> str:
        return f"migration {self.before} → {self.after}"

    def arrange(self, world: World) -> None:
        """Back to the older revision, or to no database at all."""
        if self.before == BASE:
            world.rest()
            for path in (world.office.folder / "database").iterdir():
                path.unlink()
        else:
            schema().downgrade(world.database, self.before)

    def prepare(self, world: World) -> Prepared:
        def upgrade() -> bytes:
            schema().upgrade(open_database(world.office.config.store.database), self.after)
            return b"upgraded"

        return upgrade

    def judge(self, world: World, shown: bytes | None) -> str:
        reached = _revision(world.database)
        if shown is not None:
            assert reached == self.after, "an upgrade was confirmed that did not happen"
        assert reached in {self.before, self.after}, "the database is between two revisions"
        schema().upgrade(world.database, self.after)
        found = rows_of(world.database)
        if not self._reference:  # the run without a kill comes first
            assert shown is not None
            self._reference.append(found)
        assert found == self._reference[0], "a kill changed what the migration makes of the rows"
        if self.before == STORE.newest:
            schema().downgrade(world.database, STORE.newest)  # the program does not know the further revision
        initialise(world.database)
        STORE.check(world.database)
        return outcome(shown, there=reached == self.after)


@dataclass(frozen=True)
class Rebuild:
    """The hardest step that SQLite knows: the largest tables are copied, dropped and renamed in one transaction."""

    name: str = "migration that rebuilds"

    def arrange(self, world: World) -> None:
        """The database is as it was."""

    def prepare(self, world: World) -> Prepared:
        database = open_database(world.office.config.store.database)

        def upgrade() -> bytes:
            with database.migration() as connection:
                operations = Operations(MigrationContext.configure(connection))
                for table in ("case", "entry"):
                    with operations.batch_alter_table(table, recreate="always") as batch:
                        batch.add_column(Column("further", Integer, nullable=True))
            return b"upgraded"

        return upgrade

    def judge(self, world: World, shown: bytes | None) -> str:
        with world.database.read() as session:
            inspector = inspect(session.connection())
            new = {
                table: "further" in {column["name"] for column in inspector.get_columns(table)}
                for table in ("case", "entry")
            }
            assert not [name for name in inspector.get_table_names() if name.startswith("_alembic")]
            copies = len(world.own_copies())
        assert new["case"] == new["entry"], "one table is new and the other old"
        if shown is not None:
            assert new["case"], "a rebuilding was confirmed that did not happen"
        assert copies == len(world.copies_before), "a rebuilding lost rows"
        return outcome(shown, there=new["case"])


def steps() -> list[Step]:
    """Every step of the store's migrations, oldest first, a further one, and a rebuilding."""
    revisions = [
        str(script.revision) for script in ScriptDirectory(str(schema().migrations)).walk_revisions()
    ]
    way = [BASE, *reversed(revisions)]
    return [*(Migration(before, after) for before, after in pairwise(way)), Rebuild()]


@cache
def schema() -> Schema:
    """The store's migrations with a further revision, in a folder of this run."""
    folder = Path(tempfile.mkdtemp(prefix="kentongan-migrations-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return further_schema(folder / "migrations")


def rows_of(database: Database) -> Rows:
    """Every row of every table, in an order of its own."""
    with database.read() as session:
        connection = session.connection()
        return {
            table: sorted(repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))  # noqa: S608 - our own names
            for table in inspect(connection).get_table_names()
        }


def _revision(database: Database) -> str:
    with database.read() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    return found or BASE
