"""The parts that routes of files work with, as they reach them."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from bulletdrop.accounts.passwords import Passwords
from bulletdrop.files.links import Signer
from bulletdrop.media.workers import Workers
from bulletdrop.storage.base import Storage


async def this_storage(connection: HTTPConnection) -> Storage:
    """The storage of the process that answers this request."""
    storage: Storage = connection.app.state.storage
    return storage


async def this_signer(connection: HTTPConnection) -> Signer:
    """The signer of links."""
    signer: Signer = connection.app.state.signer
    return signer


async def these_passwords(connection: HTTPConnection) -> Passwords:
    """The hasher of file passwords."""
    passwords: Passwords = connection.app.state.passwords
    return passwords


async def these_workers(connection: HTTPConnection) -> Workers:
    """The child processes that look into files."""
    workers: Workers = connection.app.state.workers
    return workers


ThisStorage = Annotated[Storage, Depends(this_storage)]
ThisSigner = Annotated[Signer, Depends(this_signer)]
FilePasswords = Annotated[Passwords, Depends(these_passwords)]
TheseWorkers = Annotated[Workers, Depends(these_workers)]
