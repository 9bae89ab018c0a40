"""Clients that fall silent in the middle, and those that are only slow (security B2)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bulletdrop.main import BulletDrop
from tests.support import MakeApp, Person, eventually, register, stored_files

PATIENCE = 0.5  # seconds; the host's own is 45
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
FORM = {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.fixture
async def impatient(make_app: MakeApp) -> BulletDrop:
    app: BulletDrop = await make_app()
    app.api.state.pipeline = replace(app.api.state.pipeline, patience=PATIENCE)
    return app


@pytest.fixture
async def sender(impatient: BulletDrop) -> AsyncIterator[Person]:
    made = await register(impatient)
    yield made
    await made.client.aclose()


async def silent_after(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
    await asyncio.Event().wait()


@pytest.mark.parametrize("sent", [b"", b"x" * 10, b"x" * 3_000_000], ids=["nothing", "a little", "some pieces"])
@pytest.mark.parametrize("way", ["form", "raw"])
async def test_silence_is_408_and_leaves_nothing(impatient: BulletDrop, sender: Person, way: str, sent: bytes) -> None:
    if way == "form":
        answer = await sender.client.post("/api/uploads", content=silent_after(HEAD, sent), headers=FORM)
    else:
        answer = await sender.client.put("/api/uploads/a.txt", content=silent_after(sent))
    assert answer.status_code == 408, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    await eventually(lambda: stored_files(impatient.storage.root) == [])
    assert (await sender.client.get("/api/uploads")).json()["items"] == []
    assert (await sender.me())["storage_used"] == 0


async def test_a_slow_client_has_all_the_time_that_it_needs(sender: Person) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"drop"
            await asyncio.sleep(PATIENCE / 5)

    answer = await sender.client.put("/api/uploads/a.txt", content=slowly())
    assert answer.status_code == 201, answer.text
    assert answer.json()["file_size"] == 40
