"""A program of its own that prints what poppler finds in a PDF: a crash of poppler then costs no picture.

python3 -m journalist_interface.evidence.inside.poppler_tells FILE PAGES
"""

import importlib
import sys
from collections.abc import Iterator
from typing import Any

_MOST = 2_000
_UNSEEN = 0b100011
"""The flags Invisible, Hidden and NoView of an annotation (ISO 32000-1, 12.5.3)."""


def main() -> int:
    """Print a line for each note of the first pages, and for what is hidden; an empty line if that is all."""
    path, pages = sys.argv[1], int(sys.argv[2])
    gi: Any = importlib.import_module("gi")
    gi.require_version("Poppler", "0.18")
    gio: Any = importlib.import_module("gi.repository.Gio")
    poppler: Any = importlib.import_module("gi.repository.Poppler")
    document = poppler.Document.new_from_gfile(gio.File.new_for_path(path), None, None)
    try:
        layers = poppler.LayersIter.new(document)
    except TypeError:
        layers = None  # so the binding says that there are none
    for title in _hidden_layers(layers):
        _say("hidden_sheet", title)
    count = document.get_n_pages()
    for number in range(min(pages, count)):
        for mapping in document.get_page(number).get_annot_mapping():
            if int(mapping.annot.get_flags()) & _UNSEEN:
                _say("hidden_text", "")
            author = getattr(mapping.annot, "get_label", lambda: None)()
            if note := ": ".join(filter(None, (author, mapping.annot.get_contents()))):
                _say("comment", note)
    if count <= pages:
        sys.stdout.write("\n")
    return 0


def _hidden_layers(layers: Any) -> Iterator[str]:  # noqa: ANN401 # the library's
    """Yield the titles of layers that are not drawn unless a reader asks for them."""
    while layers is not None:
        layer = layers.get_layer()
        if layer is not None and not layer.is_visible():
            yield layer.get_title() or "?"
        yield from _hidden_layers(layers.get_child())
        if not layers.next():
            return


def _say(kind: str, value: str) -> None:
    line = " ".join(value[:_MOST].split())
    sys.stdout.write(f"{kind} {line}\n")


if __name__ == "__main__":
    sys.exit(main())
