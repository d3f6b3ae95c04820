"""A program of its own that prints who annotated a PDF, a line each: a crash of poppler then costs no picture.

python3 -m journalist_interface.evidence.inside.annotation_authors FILE PAGES
"""

import importlib
import sys
from typing import Any


def main() -> int:
    """Print the author of each annotation of the first pages, and an empty line if there are no more pages."""
    path, pages = sys.argv[1], int(sys.argv[2])
    gi: Any = importlib.import_module("gi")
    gi.require_version("Poppler", "0.18")
    gio: Any = importlib.import_module("gi.repository.Gio")
    poppler: Any = importlib.import_module("gi.repository.Poppler")
    document = poppler.Document.new_from_gfile(gio.File.new_for_path(path), None, None)
    count = document.get_n_pages()
    for number in range(min(pages, count)):
        for mapping in document.get_page(number).get_annot_mapping():
            author = " ".join((getattr(mapping.annot, "get_label", lambda: None)() or "").split())
            if author:
                sys.stdout.write(f"{author}\n")
    if count <= pages:
        sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
