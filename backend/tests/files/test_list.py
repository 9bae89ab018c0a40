"""GET /api/uploads: pages, sorts, filters, search; nothing of anybody else."""

import base64
from collections.abc import AsyncIterator, Callable
from typing import Any, get_args

import orjson
import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql

from bulletdrop.files import lists
from bulletdrop.files.orders import ORDERS
from bulletdrop.files.queries import Filters, Sort
from bulletdrop.files.search import candidates
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


@pytest.mark.parametrize("sort", get_args(Sort))
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("narrowing", "indexes"),
    [
        ({}, "library shelf_size user_original shelf_views"),
        ({"kind": "video"}, "shelf_created shelf_size shelf_name shelf_views"),
        ({"is_public": False}, "shelf_created shelf_size shelf_name shelf_views"),
        ({"is_trash": True}, "shelf_created shelf_size shelf_name shelf_views"),
    ],
)
async def test_every_list_is_read_from_an_index_in_its_order(
    app: BulletDrop, owner: Person, sort: Sort, narrowing: dict[str, Any], indexes: str, *, is_first: bool
) -> None:
    order = ORDERS[sort]
    cursors = {"newest": "2026-01-01T00:00:00+00:00", "oldest": "2026-01-01T00:00:00+00:00", "name": "n"}
    after = None if is_first else order.position(cursor(cursors.get(sort, 7), 7))
    walk = lists._walk(Filters(user_id=owner.id, **narrowing), order, after, 50)
    place = {"newest": 0, "oldest": 0, "largest": 1, "smallest": 1, "name": 2, "views": 3}[sort]
    plan = await plan_of(app, walk)
    assert f"ix_uploads_{indexes.split()[place]}" in plan
    # Of views the index has the classes, which bound what is read; the counts themselves are filtered.
    assert "Filter:" not in plan.replace("Filter: (ROW(view_class, view_count, id)", "")


def written_out(query: Any) -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


async def plan_of(app: BulletDrop, query: Any) -> str:
    """How it would be done. Of the few rows of a test, reading or sorting all is as cheap; what counts is that it can be
    done without.
    """
    written = written_out(query)
    async with app.database.transaction() as session:
        for way in ("seqscan", "sort", "bitmapscan", "incremental_sort"):
            await session.execute(text(f"SET LOCAL enable_{way} = off"))
        return "\n".join((await session.scalars(text(f"EXPLAIN {written}".replace(":", "\\:")))).all())


MANY = """
INSERT INTO uploads (user_id, blob_id, domain_id, slug, filename, original_filename, file_size, mime_type, file_hash, upload_url,
                     delete_hash)
SELECT user_id, blob_id, domain_id, slug || n, slug || n, 'Some file ' || n, n, mime_type, file_hash, upload_url,
       sha256((slug || n)::bytea)
FROM uploads, generate_series(1, 20000) AS n WHERE uploads.id = :id
"""


@pytest.fixture(scope="module")
async def hoarder(app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody with so many uploads that it matters how one is found."""
    made = await register(app)
    first = await made.uploaded()
    async with app.jobs_database.transaction() as session:
        await session.execute(text(MANY), {"id": first["id"]})
        await session.execute(text("ANALYZE uploads"))
    yield made
    await made.client.aclose()


async def test_what_is_rare_is_found_by_an_index(app: BulletDrop, hoarder: Person) -> None:
    assert "Bitmap Index Scan on ix_uploads_search_trigram" in await plan_as_it_is(app, hoarder, "zebra")


async def test_an_index_that_does_not_narrow_is_not_read_for_short_words(app: BulletDrop, hoarder: Person) -> None:
    assert "ix_uploads_search_trigram" not in await plan_as_it_is(app, hoarder, "zz %")


async def plan_as_it_is(app: BulletDrop, person: Person, q: str) -> str:
    written = written_out(select(candidates(Filters(user_id=person.id, q=q)).c.id))
    async with app.database.transaction() as session:
        driver = (await (await session.connection()).get_raw_connection()).driver_connection
        assert driver is not None
        return "\n".join(row[0] for row in await driver.fetch(f"EXPLAIN {written.replace('%%', '%')}"))


@pytest.mark.parametrize("sort", ["newest", "largest", "name", "views"])
@pytest.mark.parametrize("q", ["notes", "no", "o", "wanted", "rare ٪"])
async def test_a_search_finds_the_same_however_it_goes(
    app: BulletDrop, monkeypatch: pytest.MonkeyPatch, sort: Sort, q: str
) -> None:
    """Walked to the end, walked a little, or found by an index: page by page the same as a look at every name."""
    person = await register(app)
    for number in range(23):
        name = f"{'wanted ' if number % 7 == 0 else ''}notes {number % 5}{' rare ٪' if number == 3 else ''}.txt"
        await person.uploaded(f"{number}{'x' * (number % 4)}".encode(), name)
    everything = await listed(person, sort=sort, limit=200)
    expected = [one["id"] for one in everything if all(word in one["original_filename"] for word in q.split())]
    for steps, long in ((1000, 1000), (3, 1000), (3, 5), (0, 0)):
        monkeypatch.setattr(lists, "FIRST_WALK", steps)
        monkeypatch.setattr(lists, "LONG_WALK", long)
        monkeypatch.setattr(lists, "ONE_IN", 1000)
        assert [one["id"] for one in await listed(person, sort=sort, q=q, limit=4)] == expected
    await person.client.aclose()


async def test_newest_first_is_the_order_where_none_is_said(owner: Person) -> None:
    # Not the whole of each: the signatures of private links end at other seconds.
    unsaid, newest = await listed(owner), await listed(owner, sort="newest")
    assert [item["id"] for item in unsaid] == [item["id"] for item in newest]


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
