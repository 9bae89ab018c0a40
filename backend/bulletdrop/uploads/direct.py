"""Routes of uploads, called without FastAPI's way to their arguments, which takes a quarter of the time of a small upload.

The signatures of the endpoints are what the OpenAPI document is made of, and what is called here by hand.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi.routing import APIRoute
from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from bulletdrop.accounts.current import bearer, principal, require
from bulletdrop.accounts.parts import these_accounts
from bulletdrop.core.app import this_app, this_client
from bulletdrop.core.errors import Invalid
from bulletdrop.core.schemas import Text
from bulletdrop.uploads.options import fault_of, read_options

LONGEST_FILENAME: Final = 1024  # characters
Filename = Annotated[Text, Field(max_length=LONGEST_FILENAME)]
_filename: Final[TypeAdapter[str]] = TypeAdapter(Filename)
_may_upload: Final = require("upload")


class DirectRoute(APIRoute):
    """A route whose endpoint takes the request, the pipeline, who uploads and from where; and where its path has a
    filename, that and the options of the query.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request; raises what the endpoint raises, Invalid and NotSignedIn."""
        endpoint: Callable[..., Awaitable[Response]] = self.endpoint

        async def handle(request: Request) -> Response:
            user = await _may_upload(await principal(await these_accounts(request), await bearer(request)))
            client = await this_client(await this_app(request), request)
            more: dict[str, Any] = {}
            if "filename" in request.path_params:
                more = {"filename": _named(request), "options": read_options(request.query_params)}
            return await endpoint(request, request.app.state.pipeline, user, client, **more)

        return handle


def _named(request: Request) -> str:
    try:
        return _filename.validate_python(request.path_params["filename"])
    except ValidationError as error:
        raise Invalid(*(fault_of(item, "filename") for item in error.errors())) from None
