"""What both interfaces, the gateway and the store must agree on.

Imports no SQL and no web framework, Werkzeug's parser of multipart bodies excepted.
"""
