"""Configuration: strict, with answers that a person can act on and that show no value."""

from datetime import date
from pathlib import Path

import pytest

from store.config import StoreConfig
from store.engine.database import Database
from store.engine.schema import initialise, instance
from store.web.configuration import ConfigurationError, Settings, read_config
from tests.clocks import STILL


class ProcessConfig(Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    store: StoreConfig


def write(folder: Path, text: str) -> Path:
    path = folder / "process.toml"
    path.write_text(text)
    return path


def test_a_store_is_opened_where_its_configuration_says(folder: Path) -> None:
    path = write(
        folder,
        f"""
        [store]
        database = "sqlite:///{folder}/database/store.sqlite3"
        blobs = "blobs"
        reserve_bytes = 0
        clock_file = "clock"
        [store.deadlines]
        acknowledge_working_days = 1
        """,
    )
    (folder / "clock").write_text("86400")
    store = read_config(path, ProcessConfig).store
    database: Database = store.open_database()
    initialise(database)
    assert len(instance(database).form_key) == 32
    with store.open_blobs().create() as pending:
        stored = pending.commit()
    assert (folder / "blobs" / stored.name).exists()
    assert store.open_deadlines().acknowledge_by(date(2026, 11, 27)) == date(2026, 11, 30)
    assert store.clock().seconds() > STILL.seconds() + 80_000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[store]\nblobs = 'kata-sandi'\n", "`store.database`"),
        ("[store]\ndatabase = 5\nblobs = 'x'\n", "`store.database`"),
        ("[store]\ndatabase = 'kata-sandi'\nblobs = 5\n", "`store.blobs`"),
        ("[store]\ndatabase = 'kata-sandi'\nblobs = ''\n", "`store.blobs`"),
        ("[store]\ndatabase = 'kata-sandi'\nblobs = 'x'\nbolbs = 'kata-sandi'\n", "bolbs"),
        ("[store]\ndatabase = 'kata-sandi'\nblobs = 'x'\nreserve_bytes = 'kata-sandi'\n", "reserve_bytes"),
        ("[store\ndatabase = 'kata-sandi'\n", "TOML"),
    ],
)
def test_a_mistake_is_named_by_file_and_field_without_its_value(folder: Path, text: str, told: str) -> None:
    path = write(folder, text)
    with pytest.raises(ConfigurationError) as caught:
        read_config(path, ProcessConfig)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert "kata-sandi" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"missing\.toml cannot be read: No such file"):
        read_config(folder / "missing.toml", ProcessConfig)
    (folder / "latin.toml").write_bytes(b"# \xe9")
    with pytest.raises(ConfigurationError, match="UTF-8"):
        read_config(folder / "latin.toml", ProcessConfig)


def test_a_configuration_does_not_show_a_password(folder: Path) -> None:
    store = StoreConfig(database="postgresql+psycopg://k:kata-sandi@db/store", blobs=folder)
    assert "kata-sandi" not in repr(store)
    assert "kata-sandi" not in repr(ProcessConfig(store=store))
