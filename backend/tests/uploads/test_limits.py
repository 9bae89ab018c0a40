"""How much is taken: by the bytes that come, by the domain, by the quota; not one byte over (security B2, D5)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bulletdrop.core.announce import announce
from bulletdrop.main import BulletDrop
from tests.support import MakeApp, Person, migrated_database, png, register, running, sha256, stored_files

LIMIT = 100_000


@pytest.fixture(scope="module")
async def small_app(postgres: str, workspace: Path) -> AsyncIterator[BulletDrop]:
    async with (
        migrated_database(postgres) as address,
        running(address, workspace / "small", max_file_size=LIMIT) as app,
    ):
        yield app


@pytest.fixture(scope="module")
async def small(small_app: BulletDrop) -> AsyncIterator[Person]:
    """Somebody on a host that takes 100 kB."""
    made = await register(small_app)
    yield made
    await made.client.aclose()


def is_too_large(answer: httpx.Response) -> None:
    assert answer.status_code == 413, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["limit"] == LIMIT


async def pieces(size: int, *, head: bytes = b"", tail: bytes = b"") -> AsyncIterator[bytes]:
    yield head
    for at in range(0, size, 7000):
        yield b"x" * min(7000, size - at)
    yield tail


@pytest.mark.parametrize(("size", "status"), [(LIMIT - 1, 201), (LIMIT, 201), (LIMIT + 1, 413), (LIMIT * 20, 413)])
@pytest.mark.parametrize("way", ["form", "raw", "chunked form", "chunked raw"])
async def test_the_limit_is_of_the_files_own_bytes(small: Person, way: str, size: int, status: int) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    if way == "form":
        answer = await small.upload(b"x" * size, "a.txt")
    elif way == "raw":
        answer = await small.client.put("/api/uploads/a.txt", content=b"x" * size)
    elif way == "chunked raw":
        answer = await small.client.put("/api/uploads/a.txt", content=pieces(size))
    else:
        body = pieces(size, head=head, tail=b"\r\n--b--\r\n")
        answer = await small.client.post(
            "/api/uploads", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"}
        )
    assert answer.status_code == status
    if status == 413:
        is_too_large(answer)
    assert stored_files(small.app.storage.root / "incoming") == []


@pytest.mark.parametrize("length", ["999999999999", "9" * 400])
async def test_what_announces_too_much_is_refused_before_it_comes(small: Person, length: str) -> None:
    read = False

    async def never() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield b""

    answer = await small.client.put("/api/uploads/a.txt", content=never(), headers={"Content-Length": length})
    is_too_large(answer)
    kind = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": length}
    is_too_large(await small.client.post("/api/uploads", content=never(), headers=kind))
    assert read in {True, False}  # httpx may have begun to send; the server did not wait


async def test_the_domains_own_limit_goes_before_the_hosts(make_app: MakeApp) -> None:
    app = await make_app(max_file_size=LIMIT)
    person = await register(app)

    async def set_limit(value: int | None) -> None:
        async with app.database.transaction() as session:
            await session.execute(text("UPDATE domains SET max_file_size = :value"), {"value": value})
            await announce(session, "domains", "localhost")

    await set_limit(500)
    assert (await person.upload(b"x" * 501, "a.txt")).status_code == 413
    assert (await person.client.put("/api/uploads/a.txt", content=b"x" * 501)).status_code == 413
    assert (await person.upload(b"x" * 500, "a.txt")).status_code == 201
    await set_limit(LIMIT + 50)
    assert (await person.upload(b"x" * (LIMIT + 50), "a.txt")).status_code == 201
    await set_limit(None)
    assert (await person.upload(b"x" * (LIMIT + 50), "b.txt")).status_code == 413
    await person.client.aclose()


async def with_quota(app: BulletDrop, size: int) -> Person:
    made = await register(app)
    async with app.database.transaction() as session:
        await session.execute(
            text("UPDATE users SET storage_limit = :size WHERE id = :id"), {"size": size, "id": made.id}
        )
    return made


async def test_over_the_quota_is_507_and_costs_nothing(app: BulletDrop) -> None:
    person = await with_quota(app, 1000)
    assert (await person.upload(b"a" * 600, "a.txt")).status_code == 201
    before = stored_files(app.storage.root)
    answer = await person.upload(b"b" * 401, "b.txt")
    assert answer.status_code == 507
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["bytes_left"], answer.json()["bytes_in_trash"]) == (400, 0)
    assert stored_files(app.storage.root) == before
    assert (await person.upload(b"b" * 400, "b.txt")).status_code == 201
    assert (await person.me())["storage_used"] == 1000
    await person.client.aclose()


async def test_the_trash_counts_until_it_is_emptied(app: BulletDrop) -> None:
    person = await with_quota(app, 1000)
    made = await person.uploaded(b"a" * 900, "a.txt")
    await person.client.delete(f"/api/uploads/{made['id']}")
    answer = await person.upload(b"b" * 200, "b.txt")
    assert answer.status_code == 507
    assert answer.json()["bytes_in_trash"] == 900
    assert (await person.client.delete("/api/uploads/trash")).status_code == 200
    assert (await person.upload(b"b" * 1000, "b.txt")).status_code == 201
    await person.client.aclose()


async def test_bytes_that_others_have_stored_count_all_the_same(app: BulletDrop, person: Person) -> None:
    content = png()
    await person.uploaded(content)
    poor = await with_quota(app, len(content) - 1)
    assert (await poor.upload(content)).status_code == 507
    await poor.client.aclose()


async def test_without_a_limit_there_is_none(make_app: MakeApp) -> None:
    app = await make_app(max_file_size=-1, storage_limit=-1)
    person = await register(app)
    assert (await person.upload(b"x" * 300_000, "a.txt")).status_code == 201
    me = await person.me()
    assert (me["storage_limit"], me["max_file_size"]) in {(None, None), (-1, None), (None, -1), (-1, -1)}
    await person.client.aclose()


@pytest.mark.parametrize("same", [False, True], ids=["different bytes", "the same bytes"])
async def test_forty_uploads_at_once_fill_the_quota_to_the_byte_and_not_over(app: BulletDrop, *, same: bool) -> None:
    person = await with_quota(app, 10_000)
    contents = [(b"same" if same else b"%04d" % number) * 225 for number in range(40)]  # 900 bytes each: 11 fit
    answers = await asyncio.gather(*(person.upload(content, "a.txt") for content in contents))
    assert sorted(answer.status_code for answer in answers) == [201] * 11 + [507] * 29
    me = await person.me()
    assert me["storage_used"] == 9900
    listed = (await person.client.get("/api/uploads?limit=200")).json()["items"]
    assert sum(item["file_size"] for item in listed) == 9900
    await person.client.aclose()


async def test_twenty_claims_of_one_name_have_one_winner(app: BulletDrop, person: Person) -> None:
    name = f"claim-{person.name}"
    before = (await person.me())["storage_used"]
    contents = [png() for _ in range(20)]
    spellings = [name.upper() if number % 2 else name for number in range(20)]
    answers = await asyncio.gather(
        *(person.upload(content, custom_name=spelling) for content, spelling in zip(contents, spellings, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    winner = next(number for number, answer in enumerate(answers) if answer.status_code == 201)
    got = await person.client.get(answers[winner].json()["url"])
    assert sha256(got.content) == sha256(contents[winner])
    loser = next(answer for answer in answers if answer.status_code == 409).json()
    assert loser["errors"][0]["field"] == "custom_name"
    assert (await person.me())["storage_used"] == before + len(contents[winner])
    assert app.storage.root.is_dir()


async def test_a_taken_name_stays_its_owners(app: BulletDrop, person: Person) -> None:
    name = f"mine-{person.name}"
    mine = await person.uploaded(b"mine", "a.txt", custom_name=name)
    thief = await register(app)
    assert (await thief.upload(b"theirs", "a.txt", custom_name=name)).status_code == 409
    theirs = await thief.uploaded(b"theirs", "a.txt")
    for taken in (name, name.upper()):
        answer = await thief.client.patch(f"/api/uploads/{theirs['id']}", json={"custom_name": taken})
        assert answer.status_code == 409
    assert (await person.client.get(mine["url"])).content == b"mine"
    await thief.client.aclose()


async def test_a_taken_name_comes_with_one_that_is_free(app: BulletDrop, person: Person) -> None:
    name = f"offer-{person.name}"
    await person.uploaded(b"1", "a.txt", custom_name=name)
    await person.uploaded(b"2", "a.txt", custom_name=f"{name}-2".upper())
    theirs = await person.uploaded(b"3", "a.txt")
    host = app.settings.default_domain
    for answer in (
        await person.upload(b"4", "a.txt", custom_name=name.upper()),
        await person.client.patch(f"/api/uploads/{theirs['id']}", json={"custom_name": name.upper()}),
    ):
        said = f"“{name.upper()}” is taken on {host}. “{name.upper()}-3” is free."
        assert (answer.status_code, answer.json()["detail"]) == (409, said)
    await person.uploaded(b"5", "a.txt", custom_name=f"{name.upper()}-3")


async def test_a_slug_cannot_be_taken_as_a_custom_name(app: BulletDrop, person: Person) -> None:
    """Else the answer would name an address that leads to somebody else's file."""
    mine = await person.uploaded(b"mine", "a.txt")
    slug = mine["filename"].removesuffix(".txt")
    rival = await register(app)
    theirs = await rival.uploaded(b"theirs", "a.txt")
    assert (await rival.upload(b"theirs", "a.txt", custom_name=slug)).status_code == 409
    assert (await rival.client.patch(f"/api/uploads/{theirs['id']}", json={"custom_name": slug})).status_code == 409
    assert (await person.client.patch(f"/api/uploads/{mine['id']}", json={"custom_name": slug})).status_code == 200
    assert (await person.client.get(mine["url"])).content == b"mine"
    await rival.client.aclose()
