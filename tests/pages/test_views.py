"""The views that pages get: each value for each page, and every pair of values among the pages."""

from tests.pages.views import BROWSERS, LOOKS, SIZES, View, every_view, one_view, some_views


def pairs(views: list[View]) -> set[tuple[object, object]]:
    """Every two values that meet in a view."""
    values = [(view.look, view.size, view.language, view.browser) for view in views]
    return {(one[a], one[b]) for one in values for a in range(4) for b in range(a)}


def test_each_page_is_seen_in_each_value_and_the_pages_in_each_pair() -> None:
    for number in range(40):
        views = some_views(number)
        for name, values in (
            ("look", LOOKS),
            ("size", SIZES),
            ("language", ("id", "en")),
            ("browser", BROWSERS),
        ):
            assert {getattr(view, name) for view in views} == set(values)
    everything = pairs(every_view())
    assert pairs([view for number in range(12) for view in some_views(number)]) == everything
    assert pairs([view for number in range(84) for view in one_view(number)]) == everything
    assert len(every_view()) == len(set(every_view())) == 7 * 3 * 2 * 2
