"""The application that gunicorn serves, see `gunicorn_conf`."""

import gc

from journalist_interface.first_start.persons_app import PersonsApp

gc.freeze()  # as in store.server.gunicorn_settings, for what only the worker loads
app = PersonsApp.of_this_person()
