"""The files that a browser is opened with: the door of the interface, or a page that says why it is closed.

The address of a page and the arguments of a program can be read by others; a file of mode 0600 in the person's runtime
folder cannot. So the door is a form in such a file, which posts the one-use secret of this launch. No script sends it:
its button has the focus, and one key is enough.
"""

from pathlib import Path
from typing import Final

from babel.support import Translations
from jinja2 import Environment, PackageLoader, select_autoescape

from journalist_interface.config import LoopbackConfig
from journalist_interface.web import launch
from store.web.durable import replace_file
from store.web.languages import LANGUAGES, Language

_PACKAGE: Final = Path(__file__).parents[1]
_CSS: Final = (_PACKAGE / "static/officer.css").read_text("utf-8")
DOOR: Final = "kentongan.html"
PROBLEM: Final = "kentongan-problem.html"


def write_door(folder: Path, config: LoopbackConfig) -> Path:
    """Write the file that lets one browser in, once, within ten minutes; return its path."""
    words = {"origin": config.origin, "path": launch.ENTRANCE, "secret": launch.new_secret(config)}
    return _write(folder / DOOR, config.language, "door.html", words)


def write_problem(folder: Path, said: str, language: Language = LANGUAGES[0]) -> Path:
    """Write the file that says why the interface did not start; return its path."""
    return _write(folder / PROBLEM, language, "problem.html", {"said": said})


def _write(path: Path, language: Language, template: str, words: dict[str, str]) -> Path:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    page = (
        _templates(language).get_template(f"desktop/{template}").render(css=_CSS, language=language, **words)
    )
    replace_file(path, page.encode(), 0o600)
    return path


def _templates(language: Language) -> Environment:
    made = Environment(
        loader=PackageLoader(_PACKAGE.name),
        autoescape=select_autoescape(),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = Translations.load(_PACKAGE / "translations", [language])
    made.install_gettext_translations(translations)  # type: ignore[attr-defined] # given by the extension
    return made
