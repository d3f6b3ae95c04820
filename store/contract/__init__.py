"""What both interfaces, the gateway and the store must agree on.

Imports no SQL, and of web servers only Werkzeug's parser of multipart bodies and, in `serving`, gunicorn.
"""
