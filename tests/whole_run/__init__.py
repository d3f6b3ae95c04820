"""One run of the checks and the tests, of which nothing stays, whatever ends it."""
