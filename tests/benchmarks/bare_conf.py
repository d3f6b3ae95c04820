"""gunicorn's settings for the bare app: ours."""

from store.server import gunicorn_settings

globals().update(gunicorn_settings.apply())
