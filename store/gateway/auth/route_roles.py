"""Access to routes. Each route declares its roles; an app with a route that does not cannot be built."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import MethodNotAllowed

from store.errors import NotFoundError
from store.gateway.auth.current_user import load_current_user
from store.gateway.auth.roles import ANYONE, Role, Roles, roles_of
from store.gateway.errors import UndeclaredRouteError
from store.server.logs import QuietFilter, log_unexpected


class GatewayApp(Flask):
    """A Flask app without pages, static files, redirects or undeclared routes."""

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None, template_folder=None)
        self.url_map.merge_slashes = False
        self.url_map.redirect_defaults = False
        self.logger.addFilter(QuietFilter())
        self._roles: dict[str, Roles] = {}
        self.before_request(self._admit)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,  # noqa: ARG002 - Flask's; no client asks for OPTIONS here
        **options: Any,  # noqa: ANN401 - as Flask declares it
    ) -> None:
        """Add a rule as Flask does, with `roles`.

        Raises `UndeclaredRouteError` without them, or for a second rule of one endpoint.
        """
        roles = options.pop("roles", None)
        name = str(endpoint or getattr(view_func, "__name__", ""))
        if not roles or not roles <= frozenset(Role) or name in self._roles:
            raise UndeclaredRouteError(f"{rule}: {UndeclaredRouteError.__doc__}")
        super().add_url_rule(rule, name, view_func, provide_automatic_options=False, **options)
        self._roles[name] = roles

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - as Flask declares it
        """Log what even the error handlers did not catch, without text, values or source lines."""
        log_unexpected(exc_info[1])

    def _admit(self) -> None:
        if request.url_rule is None:  # no such route: Flask answers
            return
        if request.method == "HEAD":  # Flask answers it with every GET, undeclared
            raise MethodNotAllowed
        roles = self._roles[request.url_rule.endpoint]
        if roles == ANYONE:
            return
        if not roles & roles_of(load_current_user().person):
            raise NotFoundError
