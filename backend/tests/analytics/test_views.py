"""Views: what counts, exactly how often, and what is kept of whom (security A11, E5)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.analytics.views import is_bot
from bulletdrop.main import BulletDrop
from tests.support import APP, BROWSER, MakeApp, Person, client_of, png, register, unreachable

BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Twitterbot/1.0",
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Mozilla/5.0 HeadlessChrome/120",
    "Iframely/1.3.1",
]
PEOPLE = [
    BROWSER,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
    "curl/8.5.0",
    "",
    "Robotics Browser 1.0",
    "Cubot Phone Chrome/100",
]


@pytest.mark.parametrize("user_agent", BOTS)
def test_known_bots_are_known(user_agent: str) -> None:
    assert is_bot(user_agent.encode())


@pytest.mark.parametrize("user_agent", PEOPLE)
def test_people_are_no_bots(user_agent: str) -> None:
    assert not is_bot(user_agent.encode())


async def views(app: BulletDrop, person: Person, made: dict[str, Any]) -> int:
    await app.views.flush()
    count: int = (await person.client.get(f"/api/uploads/{made['id']}")).json()["view_count"]
    async with app.database.transaction() as session:
        rows = await session.scalar(
            text("SELECT count(*) FROM upload_analytics WHERE upload_id = :id"), {"id": made["id"]}
        )
    assert rows == count
    return count


async def test_only_first_deliveries_to_people_are_views(
    app: BulletDrop, person: Person, client: httpx.AsyncClient
) -> None:
    made = await person.uploaded(b"\x93\x01\xf7\x8e\x00" * 200, "a.bin")
    etag = f'"{made["file_hash"]}"'
    for headers in (
        {"Range": "bytes=5-9"},
        {"Range": "bytes=-3"},
        {"Range": "bytes=900-,800-810"},
        {"Range": "bytes=5000-"},
        {"If-None-Match": etag},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Match": '"x"'},
        *({"User-Agent": user_agent} for user_agent in BOTS),
    ):
        await client.get(made["url"], headers=headers)
    await client.head(made["url"])
    await client.post(made["url"])
    await client.get(made["view_url"])
    assert await views(app, person, made) == 0
    for number, (url, headers) in enumerate(
        [
            (made["url"], {}),
            (made["download_url"], {}),
            (made["url"], {"Range": "bytes=0-"}),
            (made["url"], {"Range": "bytes=0-99"}),
            (made["url"], {"User-Agent": ""}),
            (f"{APP}/u/{person.name}/{made['filename']}", {}),
        ],
        start=1,
    ):
        await client.get(url, headers=headers)
        assert await views(app, person, made) == number


async def test_a_gone_or_hidden_file_has_no_views(app: BulletDrop, person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(is_public="false")
    assert (await client.get(made["url"])).status_code == 404
    assert await views(app, person, made) == 0
    await person.client.delete(f"/api/uploads/{made['id']}")
    assert (await client.get(made["signed_url"])).status_code == 410
    await person.client.post(f"/api/uploads/{made['id']}/restore")
    assert await views(app, person, made) == 0


async def test_the_owners_own_pictures_in_lists_are_no_views(app: BulletDrop, person: Person) -> None:
    for is_public in ("true", "false"):
        made = await person.uploaded(is_public=is_public)
        assert (await person.client.get(made["thumbnail_url"])).status_code == 200
        assert await views(app, person, made) == 0


async def test_a_thousand_at_once_are_a_thousand(app: BulletDrop, person: Person, client: httpx.AsyncClient) -> None:
    small, big = await person.uploaded(), await person.uploaded(b"x" * 600_000, "a.bin")

    async def flushing() -> None:
        for _ in range(20):
            await app.views.flush()
            await asyncio.sleep(0.01)

    answers = await asyncio.gather(
        *(client.get(url) for url in [small["url"]] * 800 + [big["url"]] * 200), flushing(), flushing()
    )
    assert all(answer.status_code == 200 for answer in answers[:1000] if answer)
    assert (await views(app, person, small), await views(app, person, big)) == (800, 200)


async def test_views_of_what_is_deleted_meanwhile_disturb_no_others(
    app: BulletDrop, person: Person, client: httpx.AsyncClient
) -> None:
    gone, kept = await person.uploaded(), await person.uploaded()
    for made in (gone, kept):
        await client.get(made["url"])
    await person.client.delete(f"/api/uploads/{gone['id']}?permanent=true")
    assert await views(app, person, kept) == 1


async def row(app: BulletDrop, made: dict[str, Any]) -> Any:
    await app.views.flush()
    async with app.database.transaction() as session:
        return (
            await session.execute(
                text(
                    "SELECT host(ip_address) AS address, user_agent, referer, tableoid::regclass::text AS part FROM upload_analytics WHERE upload_id = :id"
                ),
                {"id": made["id"]},
            )
        ).one()


@pytest.mark.parametrize(
    ("keeping", "peer", "kept"),
    [
        ("truncated", "203.0.113.77", "203.0.113.0"),
        ("truncated", "2001:db8:1:2:3::4", "2001:db8:1::"),
        ("whole", "203.0.113.77", "203.0.113.77"),
        ("none", "203.0.113.77", None),
    ],
)
async def test_addresses_are_kept_as_the_setting_says(
    make_app: MakeApp, keeping: str, peer: str, kept: str | None
) -> None:
    app = await make_app(view_addresses=keeping)
    person = await register(app)
    made = await person.uploaded()
    async with client_of(app, client=(peer, 1)) as viewer:
        await viewer.get(
            made["url"], headers={"Referer": "https://forum.example/t/1", "X-Forwarded-For": "198.51.100.9"}
        )
    found = await row(app, made)
    assert (found.address, found.user_agent, found.referer) == (kept, BROWSER, "https://forum.example/t/1")
    await person.client.aclose()


@pytest.mark.parametrize("value", [b"\x00", b"\xff\xfe", "Grüße".encode(), b"x" * 5000, b"\\.", b"a\tb\\N"])
async def test_odd_headers_are_kept_harmlessly(
    app: BulletDrop, person: Person, client: httpx.AsyncClient, value: bytes
) -> None:
    made = await person.uploaded()
    await client.get(made["url"], headers={b"User-Agent": value, b"Referer": value})
    found = await row(app, made)
    assert len(found.user_agent) <= 512
    assert "\x00" not in found.user_agent


async def test_the_addresses_are_gone_from_the_disk_when_the_file_is(
    app: BulletDrop, person: Person, client: httpx.AsyncClient
) -> None:
    made = await person.uploaded()
    await client.get(made["url"])
    await row(app, made)
    await person.client.delete(f"/api/uploads/{made['id']}?permanent=true")
    async with app.database.transaction() as session:
        assert (
            await session.scalar(
                text("SELECT count(*) FROM upload_analytics WHERE upload_id = :id"), {"id": made["id"]}
            )
            == 0
        )


@pytest.fixture
async def away(make_app: MakeApp) -> AsyncIterator[tuple[BulletDrop, Person]]:
    """An application whose database can be made to refuse everybody."""
    app = await make_app()
    person = await register(app)
    yield app, person
    await person.client.aclose()


async def test_views_wait_for_a_database_that_is_away(away: tuple[BulletDrop, Person], postgres: str) -> None:
    app, person = away
    made = await person.uploaded(png())
    assert (await person.client.get(made["url"])).status_code == 200
    await app.views.flush()
    visitor = app.views.visitor("203.0.113.1", b"x", b"")
    assert visitor is not None
    async with unreachable(app, postgres):
        for _ in range(5):
            app.views.add(made["id"], visitor)
        with pytest.raises(Exception, match=r"."):  # whichever of the many ways to say that it is gone
            await app.views.flush()
    assert await views(app, person, made) == 6
