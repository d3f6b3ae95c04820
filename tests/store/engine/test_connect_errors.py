"""Why a database could not be reached, from what a driver says: the kinds that no test can bring about quickly."""

import pytest

from store.engine.connect_errors import why_closed


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  Peer authentication failed for user "x"', "does not run as the user of its role"),
        ("FATAL:  the database system is starting up", "starting, stopping or recovering"),
        ("FATAL:  sorry, too many clients already", "no connection left"),
        ("failed: Permission denied\n\tIs the server running locally", "folder of PostgreSQL's socket"),
        ('FATAL:  Passwort-Authentifizierung für Benutzer "x" fehlgeschlagen', "Its own log says why"),
    ],
)
def test_what_else_a_driver_can_say_has_its_reason_too(said: str, told: str) -> None:
    assert told in why_closed(said)
