"""gunicorn's settings for the bare app: ours."""

from store.serving import gunicorn_settings

globals().update(gunicorn_settings.apply())
