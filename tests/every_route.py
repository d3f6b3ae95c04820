"""Every address that an app has, found by its own map: a new route is asked without being named."""

from itertools import product

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError, MapAdapter, Rule

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")
# Values for the parts of an address, of which each route takes one: languages, identifiers, tags, numbers, words.
_VALUES = ("id", "en", "0" * 32, "0" * 16, "2", "x")


def every_address(app: Flask) -> list[str]:
    """One address for each route, and for each value that a route lists (a language)."""
    adapter = app.url_map.bind("localhost")
    found: set[str] = set()
    for rule in app.url_map.iter_rules():
        addresses = _addresses(adapter, rule)
        assert addresses, f"no value fits the route {rule.rule}"
        found |= addresses
    return sorted(found)


def every_request(app: Flask) -> list[tuple[str, str]]:
    """Every address in every method, those that the route does not know included."""
    return [(method, address) for address in every_address(app) for method in METHODS]


def _addresses(adapter: MapAdapter, rule: Rule) -> set[str]:
    found = set()
    method = min((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"} or {"GET"})
    for values in product(_VALUES, repeat=len(rule.arguments)):
        try:
            address = adapter.build(rule.endpoint, dict(zip(sorted(rule.arguments), values, strict=True)))
            if adapter.match(address, method)[0] == rule.endpoint:
                found.add(address)
        except (BuildError, ValueError, HTTPException):
            continue
    both = {address for address in found if address.startswith(("/id/", "/en/"))}
    return _first_of_each_language(both) if both else set(sorted(found)[:1])


def _first_of_each_language(addresses: set[str]) -> set[str]:
    return {
        min(address for address in addresses if address.startswith(f"/{language}/"))
        for language in ("id", "en")
    }
