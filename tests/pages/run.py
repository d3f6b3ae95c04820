"""Makes every state, and looks at each in the views that are wanted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, request, request_started, template_rendered
from jinja2 import Template

from store.web.languages import LANGUAGES, Language
from tests.accessibility.examiner import PHONE, ChromiumExaminer, Examiner, FirefoxExaminer, PageFinding
from tests.browsers.chromium import ChromiumProcess
from tests.browsers.firefox_process import FirefoxProcess
from tests.browsers.interface import Kind
from tests.browsers.outside import Outside
from tests.office_people import OfficeKeys
from tests.pages.branches import Branch, Branches
from tests.pages.judge import judge, judge_in_every_way, judge_in_passing, show
from tests.pages.scene import Scene
from tests.pages.shown_page import ShownPage
from tests.pages.states import DOWNLOADS, all_states
from tests.pages.theatre import Theatre
from tests.pages.views import Look, View

Chosen = Callable[[int], list[View]]
"""The views of the state of this number."""
Part = Branch | str
"""A template, or a branch of one that shows something."""


@dataclass
class SeenPages:
    """What was asked, shown and found."""

    views: dict[str, list[View]] = field(default_factory=dict)
    pages: dict[tuple[str, Language], ShownPage] = field(default_factory=dict)
    parts: dict[tuple[str, Language], frozenset[Part]] = field(default_factory=dict)
    branches: Branches = field(default_factory=Branches)
    asked: set[tuple[str, str]] = field(default_factory=set)
    every_route: set[tuple[str, str]] = field(default_factory=set)
    looks: int = 0

    def unasked(self) -> list[tuple[str, str]]:
        """Return the routes to which no state led."""
        return sorted(self.every_route - self.asked)


@contextmanager
def made(folder: Path, keys: OfficeKeys, chosen: Chosen, only: str = "") -> Iterator[tuple[SeenPages, Flask]]:
    """Make the states whose names contain `only`, in the languages of their views; yield an app for their style too."""
    seen = SeenPages()
    scenes = {
        language: Scene(_folder(folder, language), keys, language, seen.branches) for language in LANGUAGES
    }
    app = scenes["id"].usual
    try:
        seen.every_route = _routes(app)
        for number, (name, state) in enumerate(all_states(app).items()):
            if only in name:
                seen.views[name] = chosen(number)
                for language in dict.fromkeys(view.language for view in seen.views[name]):
                    with _parts(seen.branches) as parts:
                        page = seen.pages[name, language] = state(scenes[language])
                    seen.parts[name, language] = _of_page(page, parts)
        seen.asked = {asked for scene in scenes.values() for asked in scene.asked}
        yield seen, app
    finally:
        for scene in scenes.values():
            scene.close()


@contextmanager
def _parts(branches: Branches) -> Iterator[dict[str, set[Part]]]:
    """Yield what becomes the parts of each answer by its path, while the context lasts; the last of a path counts."""
    found: dict[str, set[Part]] = {}

    def begin(_sender: Flask, **_: object) -> None:
        branches.recent.clear()
        found[request.path] = set()

    def note(_sender: Flask, template: Template, **_: object) -> None:
        found[request.path] |= {template.name or ""} | {branch for branch in branches.recent if branch.taken}

    with request_started.connected_to(begin), template_rendered.connected_to(note):
        yield found


def _of_page(page: ShownPage, parts: Mapping[str, set[Part]]) -> frozenset[Part]:
    paths = (page.path, *page.frames) if page.path in parts else parts.keys()
    return frozenset[Part]().union(*(parts.get(path, set()) for path in paths))


def _folder(folder: Path, language: Language) -> Path:
    made = folder / language
    made.mkdir()
    return made


def _routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in DOWNLOADS and rule.endpoint != "root.choose_language"
    }


def look_at_all(seen: SeenPages, app: Flask, examiners: dict[Kind, Examiner]) -> Iterator[str]:
    """Look at every state in each of its views; yield what is wrong."""
    return _judged(seen, app, examiners, seen.views, judge)


def look_once_at_all(seen: SeenPages, app: Flask, examiners: dict[Kind, Examiner]) -> Iterator[str]:
    """Look at every page that is built differently in its view, and at the rest in passing; yield what is wrong."""
    return _looked_once(seen, app, examiners, _built_differently(seen))


def look_once_at_each_part(seen: SeenPages, app: Flask, examiners: dict[Kind, Examiner]) -> Iterator[str]:
    """Look so at the fewest of these pages on which every part of every template shows."""
    return _looked_once(seen, app, examiners, _with_every_part(seen))


def _looked_once(
    seen: SeenPages, app: Flask, examiners: dict[Kind, Examiner], views: Mapping[str, list[View]]
) -> Iterator[str]:
    def judged(examiner: Examiner, view: View) -> list[PageFinding]:
        return judge(examiner, view) + judge_in_passing(examiner, view)

    return _judged(seen, app, examiners, views, judged)


def look_in_every_way(seen: SeenPages, app: Flask, examiner: ChromiumExaminer) -> Iterator[str]:
    """Look at every page that is built differently in every way at once, in Chromium; yield what is wrong."""
    views = {
        name: [View(Look.AXE, PHONE.size, view.language, "chromium") for view in views]
        for name, views in _built_differently(seen).items()
    }
    return _judged(seen, app, {"chromium": examiner}, views, lambda *_: judge_in_every_way(examiner))


def _built_differently(seen: SeenPages) -> dict[str, list[View]]:
    """Return the views without those of a page that is built as one before, and differs in words alone."""
    built: set[str] = set()
    found: dict[str, list[View]] = {}
    for name, views in seen.views.items():
        for view in views:
            build = seen.pages[name, view.language].build
            if build not in built:
                built.add(build)
                found.setdefault(name, []).append(view)
    return found


def _with_every_part(seen: SeenPages) -> dict[str, list[View]]:
    """Return the views of pages built differently, those with most parts that no page before has before the others."""
    left = {
        (name, view): seen.parts[name, view.language]
        for name, views in _built_differently(seen).items()
        for view in views
    }
    found: dict[str, list[View]] = {}
    while left:
        (name, view), shown = max(left.items(), key=lambda page: len(page[1]))
        found.setdefault(name, []).append(view)
        left = {page: more for page, parts in left.items() if (more := parts - shown)}
    return found


def _judged(
    seen: SeenPages,
    app: Flask,
    examiners: Mapping[Kind, Examiner],
    views: Mapping[str, list[View]],
    judged: Callable[[Examiner, View], list[PageFinding]],
) -> Iterator[str]:
    with Theatre(app) as theatre:
        for name, wanted in views.items():
            for view in wanted:
                page = seen.pages[name, view.language]
                examiner = examiners[view.browser]
                show(examiner, theatre.show(page), page, view)
                for finding in judged(examiner, view):
                    yield f"{name}, {view}: {finding}"
                seen.looks += 1
            for path in theatre.strayed:
                yield f"{name}: asks for {path}, which is not on the page"
            theatre.strayed.clear()


@contextmanager
def examiners(
    kinds: Iterable[Kind], chromium: ChromiumProcess | None = None
) -> Iterator[dict[Kind, Examiner]]:
    """Start these browsers; a Chromium that runs in this process already is the only one that can."""
    wanted = set(kinds)
    with Outside() as outside:
        process = (chromium or ChromiumProcess()) if "chromium" in wanted else None
        started: dict[Kind, Examiner] = {}
        try:
            if process is not None:
                started["chromium"] = ChromiumExaminer(process, outside.proxy)
            if "firefox" in wanted:
                started["firefox"] = FirefoxExaminer(FirefoxProcess(outside.proxy))
            yield started
        finally:
            for examiner in started.values():
                examiner.close()
            if process is not None and process is not chromium:
                process.close()
        asked = outside.asked()
    if asked:
        raise AssertionError(f"A page asked for hosts outside this machine: {asked}")
