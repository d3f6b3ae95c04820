"""A program of its own that prints who annotated a PDF, a line each: a crash of poppler then costs no picture.

python3 -m journalist_interface.evidence.inside.annotation_authors FILE PAGES
"""

import importlib
import sys
from typing import Any


def main() -> int:
    """Print the author of each annotation of the first pages."""
    path, pages = sys.argv[1], int(sys.argv[2])
    gi: Any = importlib.import_module("gi")
    gi.require_version("Poppler", "0.18")
    gio: Any = importlib.import_module("gi.repository.Gio")
    poppler: Any = importlib.import_module("gi.repository.Poppler")
    document = poppler.Document.new_from_gfile(gio.File.new_for_path(path), None, None)
    for number in range(min(pages, document.get_n_pages())):
        for mapping in document.get_page(number).get_annot_mapping():
            author = getattr(mapping.annot, "get_label", lambda: None)()
            if author:
                sys.stdout.write(" ".join(author.split()) + "\n")
    sys.stdout.write("\n")  # an empty line, which no author is: all was looked at
    return 0


if __name__ == "__main__":
    sys.exit(main())
