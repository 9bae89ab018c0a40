"""Every upload goes by the scanner: a real clamd, here, gone, stopped and back (security B7)."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bulletdrop.files.commands import scan as scan_stored
from bulletdrop.main import BulletDrop
from tests.support import MakeApp, Person, client_of, eventually, png, register, stored_files
from tests.support_clamd import EICAR, SIGNATURE, Clamd, clamd_of


@pytest.fixture(scope="module")
def scanner() -> Iterator[Clamd]:
    with clamd_of() as started:
        yield started


@pytest.fixture
async def watched(make_app: MakeApp, scanner: Clamd) -> BulletDrop:
    app: BulletDrop = await make_app(clamd=scanner.address)
    return app


@pytest.fixture
async def sender(watched: BulletDrop) -> AsyncIterator[Person]:
    made = await register(watched)
    yield made
    await made.client.aclose()


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/letter.txt", content)
    return out.getvalue()


INFECTED = {
    "plain": (EICAR, "eicar.com.txt"),
    "in a zip": (zipped(EICAR), "letters.zip"),
    "behind a picture": (png() + EICAR, "holiday.png"),
    "far behind": (b"x" * 3_000_000 + EICAR, "big.bin"),
}


@pytest.mark.parametrize("content", INFECTED.values(), ids=INFECTED.keys())
@pytest.mark.parametrize("way", ["form", "raw"])
async def test_what_is_infected_is_423_and_nothing_is_kept(
    watched: BulletDrop, sender: Person, content: tuple[bytes, str], way: str
) -> None:
    data, filename = content
    if way == "form":
        answer = await sender.upload(data, filename)
    else:
        answer = await sender.client.put(f"/api/uploads/{filename}", content=data)
    assert answer.status_code == 423
    body = answer.json()
    assert body["signature"] == SIGNATURE
    assert body["detail"] == f"Refused: the scanner found {SIGNATURE} in {filename}. Nothing was stored."
    assert (await sender.me())["uploads_count"] == 0
    assert stored_files(watched.storage.root) == []


async def test_it_is_a_security_event(watched: BulletDrop, sender: Person) -> None:
    await sender.upload(EICAR, "event.txt")
    async with watched.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_admin = true WHERE id = :id"), {"id": sender.id})
    watched.announcements.tell("accounts", str(sender.id))
    events = (await sender.client.get("/api/admin/audit?kind=file.infected")).json()["items"]
    assert events[0]["user_id"] == sender.id
    assert events[0]["detail"] == {"signature": SIGNATURE, "filename": "event.txt"}
    assert events[0]["ip_address"] == "127.0.0.1"


async def test_what_is_clean_lands(watched: BulletDrop, sender: Person) -> None:
    for content, filename in (
        (png(), "a.png"),
        (b"x" * 3_000_000, "b.bin"),
        (b"", "empty.txt"),
        (zipped(b"hello"), "c.zip"),
    ):
        made = await sender.uploaded(content, filename)
        assert made["status"] == "ready"
        assert (await sender.client.get(made["url"])).status_code == 200
    async with watched.database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM blobs WHERE scanned_at IS NULL")) == 0
    ready = (await sender.client.get("/readyz")).json()
    assert ready["scanner"] == "ok"


async def test_with_a_scanner_that_is_not_there_nothing_is_taken(make_app: MakeApp) -> None:
    with clamd_of() as scanner:
        scanner.kill()
        app = await make_app(clamd=scanner.address)
        person = await register(app)
        answer = await person.upload(png())
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
        assert stored_files(app.storage.root) == []
        assert (await person.client.get("/readyz")).json() == {
            "status": "ok", "database": "ok", "storage": "ok", "scanner": "unavailable",
        }  # fmt: skip
        scanner.start()
        await eventually(lambda: _lands(person), seconds=10)
        await person.client.aclose()


async def _lands(person: Person) -> bool:
    return (await person.upload(png())).status_code == 201


async def test_killed_in_the_middle_of_an_upload(make_app: MakeApp) -> None:
    with clamd_of() as scanner:
        app = await make_app(clamd=scanner.address)
        person = await register(app)

        async def body() -> AsyncIterator[bytes]:
            yield b"x" * 2_000_000
            await asyncio.sleep(0.2)
            scanner.kill()
            yield b"x" * 2_000_000

        answer = await person.client.put("/api/uploads/a.bin", content=body())
        assert answer.status_code == 503
        assert stored_files(app.storage.root) == []
        await person.client.aclose()


async def test_stopped_it_is_refused_within_ten_seconds(make_app: MakeApp) -> None:
    with clamd_of() as scanner:
        app = await make_app(clamd=scanner.address)
        person = await register(app)
        scanner.stop()
        async with asyncio.timeout(15):
            answer = await person.upload(png())
        assert answer.status_code == 503
        scanner.go_on()
        await eventually(lambda: _lands(person), seconds=10)
        await person.client.aclose()


async def test_held_until_the_scanner_is_back(make_app: MakeApp) -> None:
    with clamd_of() as scanner:
        scanner.kill()
        app = await make_app(clamd=scanner.address, scan_failure="quarantine")
        person = await register(app)
        clean, bad = png(), EICAR + b" held"
        made, worse = await person.uploaded(clean), await person.uploaded(bad, "bad.txt")
        assert (made["status"], worse["status"]) == ("held", "held")
        assert made["thumbnail_url"] is None
        async with client_of(app) as visitor:
            answer = await visitor.get(made["url"])
            assert answer.status_code == 423
            assert clean not in answer.content
        scanner.start()
        await eventually(lambda: _opens(person, made), seconds=20)
        assert (await person.client.get(f"/api/uploads/{made['id']}")).json()["status"] == "ready"
        await eventually(lambda: _is_gone(person, worse), seconds=20)
        await eventually(lambda: len(stored_files(app.storage.root)) == 1)
        await person.client.aclose()


async def _opens(person: Person, made: dict[str, str]) -> bool:
    return (await person.client.get(made["url"])).status_code == 200


async def _is_gone(person: Person, made: dict[str, str]) -> bool:
    return (await person.client.get(f"/api/uploads/{made['id']}")).status_code == 404


@pytest.mark.parametrize(("wish", "status"), [("reject", 413), ("quarantine", 201), ("allow", 201)])
async def test_what_is_larger_than_the_scanner_takes(make_app: MakeApp, scanner: Clamd, wish: str, status: int) -> None:
    app = await make_app(clamd=scanner.address, clamd_max_size=100_000, scan_too_large=wish)
    person = await register(app)
    answer = await person.upload(b"x" * 100_001, "a.bin")
    assert answer.status_code == status
    if status == 201:
        assert answer.json()["status"] == {"quarantine": "held", "allow": "ready"}[wish]
    assert (await person.upload(b"x" * 100_000, "a.bin")).status_code == 201
    await person.client.aclose()


def _secret(app: BulletDrop) -> SecretStr:
    return SecretStr(app.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))


async def test_the_command_looks_at_what_is_stored(
    make_app: MakeApp, scanner: Clamd, capsys: pytest.CaptureFixture[str]
) -> None:
    app = await make_app()
    person = await register(app)
    kept, bad = await person.uploaded(), await person.uploaded(EICAR + b" stored", "old.txt")
    settings = app.settings.model_copy(update={"clamd": scanner.address, "database_url": _secret(app)})
    assert not await scan_stored(settings, quarantined=False, delete=False)
    assert f": {SIGNATURE}\n" in capsys.readouterr().out
    assert (await person.client.get(bad["url"])).status_code == 200
    assert await scan_stored(settings, quarantined=False, delete=True)
    assert "1 clean, 1 infected, 0 not scanned" in capsys.readouterr().out
    assert await _is_gone(person, bad)
    assert (await person.client.get(kept["url"])).status_code == 200
    await person.client.aclose()
