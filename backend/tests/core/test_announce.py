"""Announcements: with the commit, never without it; after a gap everything is forgotten."""

import pytest
from sqlalchemy import text

from bulletdrop.core.announce import announce
from bulletdrop.main import BulletDrop
from tests.support import eventually


async def test_the_own_node_hears_at_the_commit_and_not_before(app: BulletDrop) -> None:
    heard: list[str | None] = []
    app.announcements.subscribe("testcommit", heard.append)
    async with app.database.transaction() as session:
        await announce(session, "testcommit", "a", "b")
        assert heard == []
    assert heard[:2] == ["a", "b"]


async def test_what_is_rolled_back_was_never_said(app: BulletDrop) -> None:
    heard: list[str | None] = []
    app.announcements.subscribe("testback", heard.append)

    async def fail_after_saying_it() -> None:
        async with app.database.transaction() as session:
            await announce(session, "testback", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_saying_it()
    async with app.database.transaction() as session:
        await announce(session, "testback")
        await session.execute(text("SELECT 1"))
    assert heard == []


async def test_another_connection_is_heard(app: BulletDrop) -> None:
    heard: list[str | None] = []
    app.announcements.subscribe("testecho", heard.append)
    async with app.database.engine.begin() as connection:
        await connection.execute(text("SELECT pg_notify('bulletdrop', 'testecho 7')"))
    await eventually(lambda: heard == ["7"])


async def test_after_a_gap_everything_is_forgotten(app: BulletDrop) -> None:
    heard: list[str | None] = []
    app.announcements.subscribe("testgap", heard.append)
    async with app.database.transaction() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
                " AND pid <> pg_backend_pid() AND application_name <> 'bulletdrop'"
            )
        )
    await eventually(lambda: None in heard)
    await eventually(lambda: app.announcements.is_live)
