"""The application that gunicorn serves, see `gunicorn_conf`."""

from journalist_interface.app import create_app
from journalist_interface.config import load

app = create_app(load())
