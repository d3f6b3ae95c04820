"""A database of a later version is refused with what to do, before anything in it is touched."""

import pytest
from sqlalchemy import text

from store.engine.database import open_database
from store.engine.schema import STORE, Schema, initialise
from store.errors import SchemaError
from store.gateway.accounts.database import ACCOUNTS
from tests.store.conftest import ON_BOTH

pytestmark = ON_BOTH


@pytest.mark.parametrize("schema", [STORE, ACCOUNTS], ids=["store", "accounts"])
def test_a_database_of_a_later_version_is_refused_with_what_to_do(url: str, schema: Schema) -> None:
    database = open_database(url)
    schema.upgrade(database)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="of a later version of Kentongan than this program"):
        schema.upgrade(database)
    if schema is STORE:
        with pytest.raises(SchemaError, match="restore a backup from before its update"):
            initialise(database)
    with database.read() as session:
        assert session.scalars(text("SELECT version_num FROM alembic_version")).all() == ["9999"]
    database.close()
