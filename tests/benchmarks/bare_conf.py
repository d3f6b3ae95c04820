"""gunicorn's settings for the bare app: ours."""

from store.contract.serving import gunicorn_settings

globals().update(gunicorn_settings.apply())
