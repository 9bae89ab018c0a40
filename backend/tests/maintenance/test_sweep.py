"""The sweep: what no record names goes, and nothing else, whatever is under way."""

import asyncio
import os
from datetime import UTC, datetime
from itertools import chain

import pytest
from sqlalchemy import text

from bulletdrop.files.adding import NewBytes, Recorder
from bulletdrop.files.previews import resized_key, source_of, thumbnail_key
from bulletdrop.main import BulletDrop
from bulletdrop.maintenance.sweep import ALWAYS_PLAUSIBLE, sweep, sweep_alone, sweep_orphans
from bulletdrop.storage.local import LocalStorage
from bulletdrop.uploads.pipeline import storage_key
from tests.files.test_adding import columns
from tests.maintenance.making import App, put
from tests.support import Person, png, register, stored_files


async def swept(app: BulletDrop) -> int:
    """With nothing too young for it."""
    return await sweep_orphans(app.database, app.storage, older_than=0, settled=0)


def fresh_key() -> str:
    return storage_key(datetime.now(UTC))


async def test_bytes_that_no_record_names_go(own: App) -> None:
    kept = await own.person.uploaded()
    picture = await own.person.client.get(kept["thumbnail_url"])
    assert picture.status_code == 200
    before = stored_files(own.app.storage.root)
    key = fresh_key()
    for orphan in (key, thumbnail_key(key, 320), resized_key(key, 1280)):
        put(own.app.storage, orphan, b"left")
    assert await swept(own.app) == 3
    assert stored_files(own.app.storage.root) == before


async def test_temporary_files_go_once_nobody_has_written_to_them_for_an_hour(own: App) -> None:
    left, current = own.app.storage.receive(), own.app.storage.receive()
    os.utime(left.path(), (1, 1))
    await sweep(own.app.database, own.app.storage)
    assert stored_files(own.app.storage.root) == [os.path.relpath(current.path(), own.app.storage.root)]
    left.discard()
    current.discard()


async def test_young_bytes_stay(own: App) -> None:
    key = fresh_key()
    put(own.app.storage, key, b"under way")
    assert await sweep_orphans(own.app.database, own.app.storage, settled=0) == 0
    assert stored_files(own.app.storage.root) == [key]


async def test_bytes_whose_record_comes_meanwhile_stay(own: App) -> None:
    """However old their file says that they are: a clock may have been set."""
    key, content = fresh_key(), os.urandom(100)
    put(own.app.storage, key, content)
    sweeping = asyncio.create_task(sweep_orphans(own.app.database, own.app.storage, older_than=0, settled=1))
    await asyncio.sleep(0.3)
    new = NewBytes(bytes.fromhex("ab" * 32), len(content), key)
    await Recorder(own.app.database).add(new, **await columns(own.person))
    assert await sweeping == 0
    assert stored_files(own.app.storage.root) == [key]


async def test_what_is_older_than_the_database_is_somebody_elses(own: App) -> None:
    put(own.app.storage, "2019/01/01/abcdefghij", b"of another database")
    assert await swept(own.app) == 0
    assert await sweep_alone(own.app.database, own.app.storage) == 0
    assert stored_files(own.app.storage.root) == ["2019/01/01/abcdefghij"]


async def test_more_orphans_than_crashes_leave_are_left_alone(own: App) -> None:
    """The database was set back, perhaps: then these are files of people."""
    for _ in range(ALWAYS_PLAUSIBLE + 1):
        put(own.app.storage, fresh_key(), b"x")
    assert await swept(own.app) == 0
    assert len(stored_files(own.app.storage.root)) == ALWAYS_PLAUSIBLE + 1


async def test_bytes_that_are_on_their_way_out_are_not_the_sweeps(own: App) -> None:
    made = await own.person.uploaded()
    async with own.app.database.transaction() as session:
        key = await session.scalar(text("SELECT storage_key FROM blobs"))
        await session.execute(text("INSERT INTO doomed_keys (storage_key) VALUES (:key)"), {"key": fresh_key()})
    assert made
    assert await swept(own.app) == 0
    assert stored_files(own.app.storage.root) == [key]


async def test_alone_even_the_youngest_go_at_once(own: App) -> None:
    put(own.app.storage, fresh_key(), b"left by a crash")
    own.app.storage.receive()
    assert await sweep_alone(own.app.database, own.app.storage) == 2
    assert stored_files(own.app.storage.root) == []


async def test_uploads_go_on_while_it_sweeps(own: App) -> None:
    """None of them loses its bytes, though every sweep takes whatever it finds without a record."""
    others = [await register(own.app) for _ in range(3)]

    async def upload(person: Person) -> list[tuple[str, bytes]]:
        contents = [png() for _ in range(8)]
        return [((await person.uploaded(content))["url"], content) for content in contents]

    uploading = asyncio.gather(*(upload(person) for person in others))
    while not uploading.done():
        await sweep_orphans(own.app.database, own.app.storage, older_than=-60, settled=0.5)
    for url, content in chain.from_iterable(await uploading):
        assert (await own.person.client.get(url)).content == content
    for person in others:
        await person.client.aclose()


@pytest.mark.parametrize("make", [lambda key: thumbnail_key(key, 640), lambda key: resized_key(key, 2560), str])
def test_a_picture_belongs_to_its_bytes(make: object) -> None:
    assert callable(make)
    assert source_of(make("2026/11/24/k3Vq9xTzP2aw4Yx1")) == "2026/11/24/k3Vq9xTzP2aw4Yx1"


def test_a_storage_is_walked_while_it_changes(tmp_path_factory: pytest.TempPathFactory) -> None:
    storage = LocalStorage(tmp_path_factory.mktemp("changing"))
    for number in range(20):
        put(storage, f"2026/11/24/{number}", b"x")
    walked = []
    for one in storage.walk():
        walked.append(one.key)
        storage.delete(one.key)
    assert len(walked) == 20
