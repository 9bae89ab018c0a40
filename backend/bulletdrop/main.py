"""The whole system on one page: what the server is made of, what it starts and stops, and who answers which address.

    /api/…, /healthz, /readyz, /metrics   the API (FastAPI)
    /delete/…                             the page of a deletion link (FastAPI)
    /, /login, /assets/…                  the web app
    everything else                       files, by delivery: plain ASGI, nothing of the API on its path

Other domains serve files alone, and the two fonts of the pages around them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from bulletdrop import __version__, monitoring
from bulletdrop.accounts.parts import Accounts
from bulletdrop.accounts.passwords import Passwords
from bulletdrop.accounts.routes import router as accounts_router
from bulletdrop.accounts.setup import prepare_first_administrator
from bulletdrop.accounts.tasks import sweep as sweep_accounts
from bulletdrop.admin.routes import router as admin_router
from bulletdrop.admin.routes_host import router as host_router
from bulletdrop.analytics.counters import CARRY_EVERY, Tallies
from bulletdrop.analytics.tasks import keep_partitions
from bulletdrop.analytics.views import Views
from bulletdrop.clients.routes import router as clients_router
from bulletdrop.core import errors
from bulletdrop.core.announce import Announcements, tell_after_commit
from bulletdrop.core.app import App
from bulletdrop.core.database import OF_A_JOB, OF_A_REQUEST, Database
from bulletdrop.core.error_handlers import add_handlers, database_is_down
from bulletdrop.core.guard import Guard
from bulletdrop.core.host_settings import HostSettings
from bulletdrop.core.openapi import describe
from bulletdrop.core.rate_limits import RateLimits
from bulletdrop.core.settings import Settings, load_settings
from bulletdrop.delivery.answers import Answer
from bulletdrop.delivery.bodies import Bodies
from bulletdrop.delivery.fast_path import FastPath
from bulletdrop.delivery.files import Files
from bulletdrop.delivery.locks import Locks
from bulletdrop.delivery.pages import Pages
from bulletdrop.delivery.resolve import Resolver
from bulletdrop.delivery.respond import Delivery
from bulletdrop.delivery.routes import pages_router
from bulletdrop.delivery.routes import router as embeds_router
from bulletdrop.delivery.thumbnails import Thumbnails
from bulletdrop.domains.hosts import Hosts, ensure_default, host_name
from bulletdrop.domains.routes import router as domains_router
from bulletdrop.files.adding import Recorder
from bulletdrop.files.links import Signer
from bulletdrop.files.passwords import file_passwords
from bulletdrop.files.previews import Previews
from bulletdrop.files.queries import count_of_user
from bulletdrop.files.records import DOOMED, delete_of_user
from bulletdrop.files.rescan import release_held
from bulletdrop.files.routes import router as files_router
from bulletdrop.files.tasks import purge, remove_doomed
from bulletdrop.jobs.periodic import Periodic
from bulletdrop.maintenance.sweep import sweep
from bulletdrop.media.workers import Workers
from bulletdrop.scanning.clamd import Scanner
from bulletdrop.storage.local import LocalStorage
from bulletdrop.uploads.intake import Intake
from bulletdrop.uploads.pipeline import Parts
from bulletdrop.uploads.routes import router as uploads_router
from bulletdrop.webapp import WebApp

log = structlog.get_logger("bulletdrop")
OF_THE_API = frozenset({"api", "healthz", "readyz", "metrics", "delete"})
ON_EVERY_HOST = frozenset({"/healthz", "/readyz", "/metrics"})  # asked by machines that know an address, not a name
HELD_LOOKED_AT = 5.0  # seconds between tries to scan what was taken while the scanner was down
POOL = 20  # connections to the database, opened as they are needed
AN_HOUR = 3600.0
A_DAY = 86_400.0


class BulletDrop:
    """One process of the server: an ASGI application made of parts."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self.settings = settings
        # None over the pool: it would be opened and closed for each statement of a burst, at ten times the statement's price.
        self.database = Database(database_url, patience=OF_A_REQUEST, pool_size=POOL, max_overflow=0)
        # Two are in use every second: views are written, and their counters carried over.
        self.jobs_database = Database(database_url, patience=OF_A_JOB, pool_size=2, max_overflow=1)
        self.announcements = Announcements(database_url)
        for database in (self.database, self.jobs_database):
            tell_after_commit(self.announcements, database.session_class)
        self.storage = LocalStorage(settings.files_dir)
        self.hosts = Hosts(self.database, self.announcements)
        self.host_settings = HostSettings(self.database, self.announcements, settings)
        self.rate_limits = RateLimits(enabled=settings.rate_limits)
        self.file_passwords = file_passwords()
        self.scanner = Scanner.of(settings.clamd, limit=settings.clamd_max_size) if settings.clamd else None
        self.workers = Workers()
        self.previews = Previews(self.jobs_database, self.storage, self.workers)
        self.views = Views(self.jobs_database, keeping=settings.view_addresses, folder=settings.journal_dir)
        bodies = Bodies(self.storage, capacity=settings.memory_cache)
        self.web_app = WebApp(is_https=settings.scheme == "https")
        self.pages = Pages(settings, bodies, self.web_app.fonts)
        self.resolver = Resolver(self.database, self.announcements)
        self.fast_path = FastPath(
            settings=settings, hosts=self.hosts, resolver=self.resolver, bodies=bodies, views=self.views
        )
        self.delivery = Delivery(
            settings=settings,
            fast_path=self.fast_path,
            resolver=self.resolver,
            locks=Locks(settings, self.file_passwords, self.rate_limits),
            files=Files(settings=settings, database=self.database, bodies=bodies, views=self.views),
            pages=self.pages,
            thumbnails=Thumbnails(bodies, self.previews),
        )
        self.accounts = Accounts(
            settings, self.database, self.announcements, delete_content=delete_of_user, count_content=count_of_user
        )
        self.api = self._make_api()
        self._guarded_api: ASGIApp = Guard(Intake(self.api), settings)
        self._work = self._make_work()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Who answers: decided by host and path."""
        if scope["type"] == "lifespan":
            await self.api(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path in ON_EVERY_HOST:
            await self._guarded_api(scope, receive, send)
            return
        if self.web_app.knows_everywhere(path):
            await self.web_app(scope, receive, send)
            return
        try:
            host = await self.hosts.find(host_name(scope["headers"]))
        except Exception as error:
            if not database_is_down(error):
                raise
            log.warning("database.unavailable", error=type(error).__name__)
            await self._refuse(
                scope,
                send,
                errors.Unavailable("The host can't reach its database. Nothing is lost; try again in a moment."),
            )
            return
        if host is None:
            await self._refuse(scope, send, errors.Misdirected(f"This host answers at {self.settings.app_url}."))
        elif host.is_default and path[1:].partition("/")[0] in OF_THE_API:
            await self._guarded_api(scope, receive, send)
        elif host.is_default and self.web_app.knows(path):
            await self.web_app(scope, receive, send)
        else:
            await self.delivery(scope, receive, send, host=host)

    async def _refuse(self, scope: Scope, send: Send, problem: errors.Problem) -> None:
        accepts = dict(scope["headers"]).get(b"accept", b"")
        await self.pages.send_problem(Answer(scope, send), problem, wants_html=b"text/html" in accepts)

    def _make_api(self) -> FastAPI:
        api = FastAPI(
            title="BulletDrop",
            version=__version__,
            openapi_url="/api/openapi.json",
            docs_url=None,
            redoc_url=None,
            lifespan=self._lifespan,
            redirect_slashes=False,
        )
        signer = Signer.of(self.settings)
        api.state.app = App(self.settings, self.database, self.announcements, self.rate_limits)
        api.state.storage, api.state.signer = self.storage, signer
        api.state.accounts = self.accounts
        api.state.hosts, api.state.resolver, api.state.pages = self.hosts, self.resolver, self.pages
        api.state.passwords, api.state.host_settings = self.file_passwords, self.host_settings
        api.state.scanner, api.state.workers = self.scanner, self.workers
        api.state.pipeline = Parts(
            self.settings,
            self.host_settings,
            self.database,
            Recorder(self.database),
            self.announcements,
            self.storage,
            self.hosts,
            signer,
            self.rate_limits,
            self.file_passwords,
            self.scanner,
            self.workers,
        )
        routers = (
            uploads_router,  # first, since looking for a route costs time and here it is needed most
            accounts_router,
            files_router,
            domains_router,
            clients_router,
            admin_router,
            host_router,
            embeds_router,
            pages_router,
            monitoring.router,
        )
        for router in routers:
            api.include_router(router)
        add_handlers(api)
        describe(api)
        return api

    def _make_work(self) -> list[Periodic]:
        settings, database = self.settings, self.jobs_database
        bytes_work = Periodic(
            "remove bytes", lambda: remove_doomed(database, self.storage), seconds=settings.purge_interval
        )
        self.announcements.subscribe(DOOMED, lambda _: bytes_work.wake())
        return [
            bytes_work,
            *self._make_previews(),
            *self._make_scans(),
            Periodic("purge", lambda: purge(database, trash_days=settings.trash_days), seconds=settings.purge_interval),
            Periodic("views", self.views.flush, seconds=1),
            Periodic("view counters", Tallies(database).carry, seconds=CARRY_EVERY),
            Periodic("partitions", lambda: keep_partitions(database, view_days=settings.view_days), seconds=A_DAY),
            Periodic("old sessions", lambda: sweep_accounts(database), seconds=AN_HOUR),
            Periodic("sweep", lambda: sweep(database, self.storage), seconds=AN_HOUR),
        ]

    def _make_scans(self) -> list[Periodic]:
        scanner = self.scanner
        if scanner is None:
            return []
        look = partial(release_held, self.jobs_database, self.storage, scanner)
        return [Periodic("held files", look, seconds=HELD_LOOKED_AT)]

    def _make_previews(self) -> list[Periodic]:
        if self.settings.previews == "on_demand":
            return []
        return [Periodic("previews", self._make_all_previews, seconds=2)]

    async def _make_all_previews(self) -> None:
        while await self.previews.next():
            pass

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(self.views.open)
        await self.announcements.start()
        for work in self._work:
            work.start()
        try:
            yield
        finally:
            for work in self._work:
                await work.stop()
            await self.workers.close()
            await self._write_last_views()
            self.views.close()
            await self.announcements.stop()
            self.accounts.close()
            self.file_passwords.close()
            await self.database.close()
            await self.jobs_database.close()

    async def _write_last_views(self) -> None:
        try:
            async with asyncio.timeout(20):
                await self.views.flush()
        except Exception as error:  # noqa: BLE001 - the database is gone; we end all the same
            log.warning("views.lost", error=repr(error))


async def prepare(settings: Settings, database: Database) -> str | None:
    """What a migrated database needs before it is served: the default domain and an administrator.

    Returns the one-time setup link where nobody is one yet. Raises SettingsError.
    """
    async with database.transaction() as session:
        await ensure_default(session, name=settings.default_domain)
    passwords = Passwords()
    try:
        return await prepare_first_administrator(database, passwords, settings)
    finally:
        passwords.close()


def document() -> dict[str, Any]:
    """The OpenAPI document, from an application that is never started."""
    with TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder))
        return BulletDrop(settings, "postgresql+asyncpg://").api.openapi()
