"""GET /api/uploads: pages, sorts, filters, search; nothing of anybody else."""

import base64
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from bulletdrop.main import BulletDrop
from tests.media.samples import document, film, sound, tar
from tests.support import Person, png, register

# name → bytes; sizes and names with ties
FILES: dict[str, bytes] = {
    "Zebra photo.png": png(20, 20),
    "summer trip 2026.png": png(30, 30),
    "trip_notes.txt": b"same size a",
    "100%_sure.txt": b"same size b",
    "back\\slash and 'quote'.txt": b"same size c",
    "film.mp4": film(),
    "sound.wav": sound(),
    "report.docx": document("word/document.xml"),
    "archive.tar": tar(),
    "Grüße.txt": "Grüße".encode(),
    "data.bin": b"\x93\x01\xf7\x8e" * 50,
    "empty.txt": b"",
}
KINDS = {
    "image": {"Zebra photo.png", "summer trip 2026.png"},
    "video": {"film.mp4"},
    "audio": {"sound.wav"},
    "document": {"report.docx"},
    "archive": {"archive.tar"},
    "text": {"trip_notes.txt", "100%_sure.txt", "slash and 'quote'.txt", "Grüße.txt", "empty.txt"},
    "other": {"data.bin"},
}
SORTS: dict[str, tuple[Callable[[dict[str, Any]], Any], bool]] = {
    "newest": (lambda item: (item["created_at"], item["id"]), True),
    "oldest": (lambda item: (item["created_at"], item["id"]), False),
    "largest": (lambda item: (item["file_size"], item["id"]), True),
    "smallest": (lambda item: (item["file_size"], item["id"]), False),
    "views": (lambda item: (item["view_count"], item["id"]), True),
}


@pytest.fixture(scope="module")
async def owner(app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody with a dozen files, several of one second, one size and one count of views."""
    made = await register(app)
    for number, (name, content) in enumerate(FILES.items()):
        await made.uploaded(content, name, is_public="false" if number % 3 == 0 else "true")
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE uploads SET view_count = id % 3 WHERE user_id = :id"), {"id": made.id})
        await session.execute(
            text("UPDATE uploads SET created_at = date_trunc('minute', created_at) WHERE user_id = :id AND id % 2 = 0"),
            {"id": made.id},
        )
    yield made
    await made.client.aclose()


async def listed(person: Person, **query: str | int) -> list[dict[str, Any]]:
    """All pages, put together."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    for _ in range(50):
        answer = await person.client.get("/api/uploads", params={**query, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page.keys() == {"items", "next_cursor"}
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items
    raise AssertionError("the list has no end")


def names(items: list[dict[str, Any]]) -> set[str]:
    return {item["original_filename"] for item in items}


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 200])
@pytest.mark.parametrize("sort", [*SORTS, "name"])
async def test_pages_hold_every_upload_once_in_order(owner: Person, sort: str, limit: int) -> None:
    items = await listed(owner, sort=sort, limit=limit)
    assert len(items) == len({item["id"] for item in items}) == len(FILES)
    if sort == "name":
        whole = await listed(owner, sort=sort, limit=200)
        assert [item["id"] for item in items] == [item["id"] for item in whole]
    else:
        key, is_descending = SORTS[sort]
        assert items == sorted(items, key=key, reverse=is_descending)


@pytest.mark.parametrize("limit", [1, 2, 200])
async def test_names_are_in_order_whatever_their_case(app: BulletDrop, limit: int) -> None:
    made = await register(app)
    for name in (
        "Zebra.txt",
        "archive.txt",
        "Archive.txt",
        "ARCHIVE 2.txt",
        "Ärger.txt",
        "ärger.txt",
        "İ.txt",
        "b.txt",
    ):
        await made.uploaded(name.encode(), name)
    in_order = ["ARCHIVE 2.txt", "archive.txt", "Archive.txt", "b.txt"]
    found = [item["original_filename"] for item in await listed(made, sort="name", limit=limit)]
    await made.client.aclose()
    assert found[:4] == in_order
    assert len(found) == len(set(found)) == 8
    assert found.index("ärger.txt") == found.index("Ärger.txt") + 1


async def test_a_page_by_name_is_read_from_an_index(app: BulletDrop, owner: Person) -> None:
    query = "EXPLAIN SELECT id FROM uploads WHERE user_id = :id AND (lower(original_filename), id) > (lower('n'), 7) ORDER BY lower(original_filename), id LIMIT 50"
    async with app.database.transaction() as session:
        # Of the few rows of a test, sorting is as cheap; what counts is that the index can give the order.
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        await session.execute(text("SET LOCAL enable_sort = off"))
        plan = "\n".join((await session.scalars(text(query), {"id": owner.id})).all())
    assert "ix_uploads_user_original" in plan
    assert "Sort" not in plan


async def test_newest_first_is_the_order_where_none_is_said(owner: Person) -> None:
    assert await listed(owner) == await listed(owner, sort="newest")


@pytest.mark.parametrize("kind", KINDS)
async def test_kinds(owner: Person, kind: str) -> None:
    assert names(await listed(owner, type=kind)) == KINDS[kind]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("trip", {"summer trip 2026.png", "trip_notes.txt"}),
        ("TRIP", {"summer trip 2026.png", "trip_notes.txt"}),
        ("trip 2026", {"summer trip 2026.png"}),
        ("2026 summer", {"summer trip 2026.png"}),
        ("ebr", {"Zebra photo.png"}),
        ("grüße", {"Grüße.txt"}),
        ("GRÜSS", set()),
        ("%", {"100%_sure.txt"}),
        ("_", {"100%_sure.txt", "trip_notes.txt"}),
        ("\\", set()),
        ("'quote'", {"slash and 'quote'.txt"}),
        ("trip nothing", set()),
        ("   ", names([{"original_filename": name.rpartition("\\")[2]} for name in FILES])),
        ("') OR 1=1 --", set()),
        ("a & b | !c:*", set()),
        ("\u202e", set()),
        ("x" * 500, set()),
    ],
)
async def test_search(owner: Person, q: str, found: set[str]) -> None:
    assert names(await listed(owner, q=q)) == found
    summary = (await owner.client.get("/api/uploads/summary", params={"q": q})).json()
    assert summary["count"] == len(found)


async def test_search_by_the_name_in_the_address(owner: Person) -> None:
    one = (await listed(owner))[0]
    assert [item["id"] for item in await listed(owner, q=one["filename"])] == [one["id"]]


async def test_private_and_public(owner: Person) -> None:
    private, public = await listed(owner, is_public="false"), await listed(owner, is_public="true")
    assert (len(private), len(public)) == (4, 8)
    assert all(item["signed_url"].startswith(item["url"]) for item in private)
    assert all(item["signed_url"] is None for item in public)


async def test_from_and_to(owner: Person) -> None:
    items = await listed(owner, sort="oldest")
    middle = items[6]["created_at"]
    before, after = await listed(owner, to=middle), await listed(owner, **{"from": middle})
    assert len(before) + len(after) == len(items)
    assert all(item["created_at"] < middle for item in before)
    assert all(item["created_at"] >= middle for item in after)


async def test_the_summary_counts_what_the_list_shows(owner: Person) -> None:
    for query in ({}, {"type": "text"}, {"q": "trip"}, {"is_public": "true"}, {"trash": "true"}):
        items = await listed(owner, **query)
        summary = (await owner.client.get("/api/uploads/summary", params=query)).json()
        assert summary == {"count": len(items), "bytes": sum(item["file_size"] for item in items)}


async def test_nobody_else_sees_them(owner: Person, person: Person) -> None:
    assert await listed(person) == []
    for query in ({"q": "trip"}, {"type": "image"}, {"sort": "largest"}, {"trash": "true"}):
        assert await listed(person, **query) == []
    cursor = (await owner.client.get("/api/uploads?limit=2")).json()["next_cursor"]
    assert await listed(person, cursor=cursor) == []
    assert (await person.client.get("/api/uploads/summary")).json() == {"count": 0, "bytes": 0}


async def test_an_upload_that_comes_between_two_pages_disturbs_neither(person: Person) -> None:
    first = [(await person.uploaded())["id"] for _ in range(4)]
    page = (await person.client.get("/api/uploads?limit=2")).json()
    await person.uploaded()
    rest = (await person.client.get("/api/uploads", params={"limit": 50, "cursor": page["next_cursor"]})).json()
    assert [item["id"] for item in page["items"] + rest["items"]] == first[::-1]


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": -1},
        {"limit": 201},
        {"limit": "many"},
        {"limit": 2**63},
        {"cursor": "x"},
        {"cursor": "%00"},
        {"cursor": "x" * 2000},
        {"cursor": cursor("2026-01-01T00:00:00+00:00", 1), "sort": "largest"},
        {"cursor": cursor("2026-01-01T00:00:00", 1)},
        {"cursor": cursor("0001-01-01T00:00:00+23:59", 1)},
        {"cursor": cursor("9999-12-31T23:59:59-23:59", 1)},
        {"cursor": cursor("yesterday", 1)},
        {"cursor": cursor("2026-01-01T00:00:00+00:00", 2**63)},
        {"cursor": cursor(2**63, 1), "sort": "views"},
        {"cursor": cursor("a\x00", 1), "sort": "name"},
        {"sort": "random"},
        {"type": "cat"},
        {"q": "a\x00"},
        {"q": "x" * 501},
        {"from": "yesterday"},
        {"from": "2026-01-01T00:00:00"},
        {"to": "0001-01-01T00:00:00+23:59"},
        {"is_public": "maybe"},
        {"trash": "maybe"},
    ],
)
async def test_bad_queries_are_told(owner: Person, query: dict[str, Any]) -> None:
    answer = await owner.client.get("/api/uploads", params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] in query
