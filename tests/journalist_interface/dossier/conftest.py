"""A document of which a file holds little, so that a short one has several volumes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from journalist_interface.dossier import pdf


@pytest.fixture
def most_characters(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The length of a file, in a request in which documents can be composed."""
    most = 12_000
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", most)
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield most
