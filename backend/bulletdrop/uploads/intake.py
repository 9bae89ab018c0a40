"""The way of an upload from the server to its endpoint.

The API's own way leads through a dozen layers of middleware and routing, which take a fifth of the time of a small
upload and do nothing for it. Its router has the same routes, for the document and for other methods.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bulletdrop.uploads.direct import DirectRoute
from bulletdrop.uploads.routes import router

FOLDER: Final = f"{router.prefix}/"
RAW: Final = ("PUT", f"{router.prefix}/{{filename}}")

ErrorHandler = Callable[[Request, Exception], Awaitable[Response]]


class Intake:
    """Answers uploads, with the state and the error handlers of `api`, and leaves everything else to it."""

    def __init__(self, api: FastAPI) -> None:
        self._api = api
        self._endpoints = {
            (method, route.path): (route, route.get_route_handler())
            for route in router.routes
            if isinstance(route, DirectRoute)
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        key, parameters = _place(scope)
        if key not in self._endpoints:
            await self._api(scope, receive, send)
            return
        route, endpoint = self._endpoints[key]
        scope.update(app=self._api, route=route, path_params=parameters)
        request = Request(scope, receive, send)
        try:
            response = await endpoint(request)
        except Exception as error:  # noqa: BLE001 - the handler of Exception logs what nobody foresaw
            response = await self._handler_of(error)(request, error)
        await response(scope, receive, send)

    def _handler_of(self, error: Exception) -> ErrorHandler:
        handlers: dict[object, ErrorHandler] = self._api.exception_handlers  # type: ignore[assignment]
        return next(handlers[kind] for kind in type(error).__mro__ if kind in handlers)


def _place(scope: Scope) -> tuple[tuple[str, str], dict[str, str]]:
    """The key of the route that this may be for, and the parameters of its path."""
    path: str = scope["path"]
    name = path.removeprefix(FOLDER)
    if scope["method"] == "PUT" and name != path and name and "/" not in name:
        return RAW, {"filename": name}
    return (scope["method"], path), {}
