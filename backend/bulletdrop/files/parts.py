"""The storage and the signer, as routes reach them."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from bulletdrop.files.links import Signer
from bulletdrop.storage.base import Storage


async def this_storage(connection: HTTPConnection) -> Storage:
    """The storage of the process that answers this request."""
    storage: Storage = connection.app.state.storage
    return storage


async def this_signer(connection: HTTPConnection) -> Signer:
    """The signer of links."""
    signer: Signer = connection.app.state.signer
    return signer


ThisStorage = Annotated[Storage, Depends(this_storage)]
ThisSigner = Annotated[Signer, Depends(this_signer)]
