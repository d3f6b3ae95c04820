"""The one stylesheet, and the progress's own: small, without anything from elsewhere, readable in light and dark."""

import re

import pytest

from source_interface.presenters.branding import PROGRESS_SHEET, Branding, BrandingConfig
from source_interface.presenters.branding import SHEET as CSS

DARK = CSS.index("prefers-color-scheme: dark")


def tokens(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})[;}]", text))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_they_are_small_and_load_nothing() -> None:
    served = Branding.open(BrandingConfig())
    for css, most in ((served.css.decode(), 10_000), (served.progress_css, 2_200)):
        assert len(css.encode()) < most
        assert "url(" not in css
        assert "@import" not in css
        assert "@font-face" not in css


def said(css: str) -> list[str]:
    """The words and marks of a sheet, without comments; a last semicolon says nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return " ".join(re.findall(r'"[^"]*"|[{};]|[^\s{};"]+', css)).replace("; }", " }").split()


def test_what_is_left_out_of_the_served_sheets_says_nothing() -> None:
    served = Branding.open(BrandingConfig())
    assert said(served.css.decode()) == said(CSS)
    assert said(served.progress_css) == said(PROGRESS_SHEET)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_a_contrast_of_at_least_seven(scheme: str) -> None:
    light = tokens(CSS[:DARK])
    colours = light if scheme == "light" else light | tokens(CSS[DARK : CSS.index("*, *::before")])
    pairs = [
        ("ink", "paper"), ("ink", "raised"), ("muted", "paper"), ("muted", "raised"), ("accent", "paper"),
        ("accent", "raised"), ("on-accent", "accent"), ("warning", "warning-paper"), ("danger", "paper"),
        ("danger", "danger-paper"), ("ink", "danger-paper"),
    ]  # fmt: skip
    for text, ground in pairs:
        assert contrast(colours[text], colours[ground]) >= 7, (text, ground)
    for mark, ground in (("line", "paper"), ("focus", "paper"), ("success", "paper")):
        assert contrast(colours[mark], colours[ground]) >= 3, (mark, ground)


def test_the_style_of_the_progress_knows_all_that_stands_in_its_frame() -> None:
    """Dark pages, the keyboard's place, the bar, and a warning."""
    css = Branding.open(BrandingConfig()).progress_css
    for rule in (
        "prefers-color-scheme: dark",
        ":focus-visible{outline: 3px",
        "progress{",
        ".warning{",
    ):
        assert rule in css, rule


def test_focus_is_visible_and_targets_are_large() -> None:
    assert "outline: 3px solid" in CSS
    assert "forced-colors: active" in CSS
    assert min(int(size) for size in re.findall(r"min-height: (\d+)px", CSS)) >= 44
