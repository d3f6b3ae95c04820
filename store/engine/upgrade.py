"""Makes a store's tables, or brings them to this version, for a database whose servers may not do it themselves.

    python -m store.engine.upgrade URL

The servers upgrade a database that is theirs when they start. Where they only have rights to rows (docs/operations.md),
this runs first, as the role to which the tables belong. A URL with a password is refused: arguments are for all to see.
"""

import sys

from sqlalchemy import exc, make_url

from store.engine.database import open_database
from store.engine.schema import initialise
from store.errors import StoreError


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    [url] = arguments
    try:
        parsed = make_url(url)
        if parsed.password is not None or "password" in parsed.query:
            sys.stderr.write("Put the password into a file that PGPASSFILE names, not into the URL.\n")
            return 2
        database = open_database(url)
        try:
            initialise(database)
        finally:
            database.close()
    except exc.ArgumentError:
        sys.stderr.write("This is not the URL of a database.\n")
        return 2
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
