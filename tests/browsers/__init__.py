"""Real browsers for the tests, with page scripts off: Chromium and Firefox ESR behind one interface.

Use the fixtures of tests/conftest.py: `chromium`, `firefox`, `browser` (the test runs in both) and
`new_browser` (further people, or a proxy). Whatever a page or a browser asks of a host outside this machine
fails the test.
"""
