"""The parts of accounts that live as long as the process, as routes reach them."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from bulletdrop.accounts.passwords import Passwords
from bulletdrop.accounts.principals import Principals
from bulletdrop.accounts.tokens import AccessTokens
from bulletdrop.core.announce import Announcements
from bulletdrop.core.database import Database
from bulletdrop.core.settings import Settings

DeleteContent = Callable[[AsyncSession, int], Awaitable[None]]
CountContent = Callable[[AsyncSession, int], Awaitable[tuple[int, int]]]


class Accounts:
    """What signing in and knowing people need; `request.app.state.accounts`.

    What people own is known to packages above this one, so they say how to delete it (as part of deleting the account)
    and count it (kept, in the trash).
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        announcements: Announcements,
        *,
        delete_content: DeleteContent,
        count_content: CountContent,
    ) -> None:
        self.settings = settings
        self.database = database
        self.passwords = Passwords()
        self.access_tokens = AccessTokens(settings)
        self.principals = Principals(database, announcements, self.access_tokens)
        self.delete_content = delete_content
        self.count_content = count_content

    def close(self) -> None:
        """Ends the threads."""
        self.passwords.close()


async def these_accounts(connection: HTTPConnection) -> Accounts:
    """The accounts of the process that answers this request."""
    accounts: Accounts = connection.app.state.accounts
    return accounts


TheseAccounts = Annotated[Accounts, Depends(these_accounts)]
