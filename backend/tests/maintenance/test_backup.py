"""Backup and restore: all of it, again and again, whatever goes on meanwhile, and never half."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bulletdrop.core import migrate
from bulletdrop.core.database import Database
from bulletdrop.core.settings import load_settings
from bulletdrop.files.tasks import keep_bytes, remove_doomed
from bulletdrop.maintenance.archive import Archive, BackupError, files_of
from bulletdrop.maintenance.backup import Made, backup
from bulletdrop.maintenance.copying import Copied
from bulletdrop.maintenance.fsck import Extent, fsck
from bulletdrop.maintenance.restore import find, restore
from bulletdrop.storage.folder_lock import FolderLock
from bulletdrop.storage.local import LocalStorage
from tests.maintenance.making import App, command, key_of
from tests.support import (
    APP,
    client_of,
    fresh_database,
    png,
    running,
    start_server,
    stop_server,
    stored_bytes,
    stored_files,
)
from tests.test_security_crash import signed_in
from tests.uploads.test_wire import call

SECRET = "kept as it is, and long enough for it"


async def backed_up(own: App, target: Path, **options: Any) -> Made:
    return await backup(own.app.jobs_database, own.app.storage, target, secret=SECRET, copied=Copied(), **options)


@asynccontextmanager
async def elsewhere(postgres: str, folder: Path) -> AsyncIterator[tuple[Database, LocalStorage, Any]]:
    """Another machine: an empty database, and an empty data folder."""
    async with fresh_database(postgres) as address:
        database = Database(address, pool_size=2)
        settings = load_settings(data_dir=folder, _env_file=None)
        try:
            yield database, LocalStorage(settings.files_dir), settings
        finally:
            await database.close()


async def rows_of(database: Database) -> dict[str, list[Any]]:
    """All that is in a database, by table."""
    names = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
    async with database.transaction() as session:
        tables = list(await session.scalars(text(names)))
        rows = {name: f"SELECT {name}::text FROM {name}" for name in tables}
        # Whether there are pictures is not kept: they are made again.
        rows["blobs"] = "SELECT (id, sha256, size, storage_key, is_held, placeholder, created_at)::text FROM blobs"
        return {name: sorted(await session.scalars(text(query))) for name, query in rows.items()}


async def used(own: App) -> dict[str, bytes]:
    """A host with something of everything; what its links give."""
    first, second = png(), png()
    kept = await own.person.uploaded(first, "Äpfel\t& \\N.png", custom_name=f"kept-{own.person.name}")
    await own.person.uploaded(first, "again.png")
    shown = await own.person.uploaded(second)
    trashed = await own.person.uploaded()
    await own.person.client.delete(f"/api/uploads/{trashed['id']}")
    await own.person.client.get(shown["thumbnail_url"])
    async with own.app.database.transaction() as session:
        view = "INSERT INTO upload_analytics (upload_id, accessed_at, ip_address) VALUES (:id, :at, '10.0.0.0')"
        for at in ("2024-02-29", "2031-01-01"):
            await session.execute(text(view.replace(":at", f"'{at}'")), {"id": kept["id"]})
    return {kept["url"]: first, shown["url"]: second}


async def test_all_of_it_is_there_again_elsewhere(own: App, postgres: str, tmp_path: Path) -> None:
    links = await used(own)
    made = await backed_up(own, tmp_path / "backups")
    before = await rows_of(own.app.database)
    async with elsewhere(postgres, tmp_path / "other") as (database, storage, settings):
        copied = Copied()
        manifest = await restore(
            database, storage, find(tmp_path / "backups"), settings=settings, copied=copied, force=False
        )
        assert (copied.files, copied.done, copied.faults, manifest.files) == (3, 3, {}, 3)
        assert await rows_of(database) == before
        assert stored_bytes(storage.root) == stored_bytes(own.app.storage.root)
        assert [one async for one in fsck(database, storage, extent=Extent(), settled=0)] == []
        assert (settings.data_dir / "secret").read_text() == SECRET
        async with running(database.url, settings.data_dir) as app, client_of(app) as client:
            for link, content in links.items():
                assert (await client.get(link)).content == content
            picture = await client.get(link.replace("8000/", "8000/t/").replace(".png", ".webp"))
            assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    assert made.path.name in {path.name for path in Archive(tmp_path / "backups").backups()}


async def test_ids_are_never_given_twice(own: App, postgres: str, tmp_path: Path) -> None:
    """Not even those of what is deleted: a session's, say, is in tokens that are out."""
    last = await own.person.uploaded()
    await own.person.client.delete(f"/api/uploads/{last['id']}?permanent=true")
    await backed_up(own, tmp_path / "backups")
    async with elsewhere(postgres, tmp_path / "other") as (database, storage, settings):
        await restore(database, storage, find(tmp_path / "backups"), settings=settings, copied=Copied(), force=False)
        async with database.transaction() as session:
            assert await session.scalar(text("SELECT nextval('uploads_id_seq')")) > last["id"]


async def test_only_what_is_new_is_copied_again(own: App, tmp_path: Path) -> None:
    await own.person.uploaded()
    target = tmp_path / "backups"
    first = await backed_up(own, target)
    times = {path: path.stat().st_ctime_ns for path in (target / "files").rglob("*") if path.is_file()}
    await own.person.uploaded()
    second = await backed_up(own, target)
    assert first.path != second.path
    assert [len(list(files_of(made.path))) for made in (first, second)] == [1, 2]
    for path, changed in times.items():
        assert path.stat().st_ctime_ns == changed
    assert find(target) == second.path


async def test_older_ones_go_with_the_bytes_that_only_they_name(own: App, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    gone, kept = await own.person.uploaded(), await own.person.uploaded()
    key = await key_of(own.app, kept["id"])
    await backed_up(own, target)
    await own.person.client.delete(f"/api/uploads/{gone['id']}?permanent=true")
    assert (await backed_up(own, target, keep=5)).pruned == 0
    assert len(stored_files(target / "files")) == 2
    newest = await backed_up(own, target, keep=1)
    assert newest.pruned == 2
    assert Archive(target).backups() == [newest.path]
    assert stored_files(target / "files") == [key]


async def test_files_deleted_meanwhile_stay_until_it_is_done(own: App) -> None:
    """What the snapshot names stays until it is copied; then it goes."""
    made = await own.person.uploaded()
    key = await key_of(own.app, made["id"])
    async with keep_bytes(own.app.jobs_database):
        await own.person.client.delete(f"/api/uploads/{made['id']}?permanent=true")
        await remove_doomed(own.app.database, own.app.storage)
        assert stored_bytes(own.app.storage.root) == [key]
    await remove_doomed(own.app.database, own.app.storage)
    assert stored_bytes(own.app.storage.root) == []


async def test_a_backup_under_load_is_whole(own: App, postgres: str, tmp_path: Path) -> None:
    async def use() -> None:
        for _ in range(15):
            made = await own.person.uploaded()
            await own.person.uploaded()
            await own.person.client.delete(f"/api/uploads/{made['id']}?permanent=true")

    using = asyncio.gather(use(), use())
    while not using.done():
        made = await backed_up(own, tmp_path / "backups")
        assert json.loads((made.path / "manifest.json").read_text())["absent"] == []
    await using
    for number, path in enumerate(Archive(tmp_path / "backups").backups()):
        async with elsewhere(postgres, tmp_path / f"other{number}") as (database, storage, settings):
            copied = Copied()
            await restore(database, storage, path, settings=settings, copied=copied, force=False)
            assert copied.faults == {}
            assert [one async for one in fsck(database, storage, extent=Extent(), settled=0)] == []


async def test_an_interrupted_one_is_none(own: App, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    await own.person.uploaded()
    whole = await backed_up(own, target)
    half = target / "2031-01-01T00-00-00Z.incomplete"
    shutil.copytree(whole.path, half)
    assert find(target) == whole.path
    await backed_up(own, target)
    assert not half.exists()


async def test_what_is_wrong_at_the_source_is_told_and_the_rest_is_kept(own: App, tmp_path: Path) -> None:
    broken, lost, whole = [await own.person.uploaded() for _ in range(3)]
    keys = [await key_of(own.app, made["id"]) for made in (broken, lost, whole)]
    path = own.path(keys[0])
    path.write_bytes(bytes(path.stat().st_size))
    own.path(keys[1]).unlink()
    copied = Copied()
    made = await backup(own.app.jobs_database, own.app.storage, tmp_path / "b", secret=SECRET, copied=copied, keep=1)
    assert {key: fault.split()[2] for key, fault in copied.faults.items()} == {keys[0]: "not", keys[1]: "missing"}
    assert json.loads((made.path / "manifest.json").read_text())["absent"] == sorted(keys[:2])
    assert stored_files(tmp_path / "b" / "files") == [keys[2]]


async def test_nothing_is_overwritten_unless_told_to(own: App, postgres: str, tmp_path: Path) -> None:
    links = await used(own)
    await backed_up(own, tmp_path / "backups")
    found = find(tmp_path / "backups")
    async with elsewhere(postgres, tmp_path / "other") as (database, storage, settings):
        await restore(database, storage, found, settings=settings, copied=Copied(), force=False)
        before = await rows_of(database)
        with pytest.raises(BackupError, match="files already"):
            await restore(database, storage, found, settings=settings, copied=Copied(), force=False)
        shutil.rmtree(storage.root)
        with pytest.raises(BackupError, match="accounts or uploads already"):
            await restore(database, LocalStorage(storage.root), found, settings=settings, copied=Copied(), force=False)
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM uploads"))
        for stored in found.parent.glob("files/20*/*/*/*"):
            (storage.root / stored.relative_to(found.parent / "files")).parent.mkdir(parents=True, exist_ok=True)
            (storage.root / stored.relative_to(found.parent / "files")).write_bytes(bytes(stored.stat().st_size))
        await restore(database, LocalStorage(storage.root), found, settings=settings, copied=Copied(), force=True)
        assert await rows_of(database) == before
        assert [one async for one in fsck(database, storage, extent=Extent(), settled=0)] == []
    assert links


async def test_a_backup_of_an_older_version_is_brought_up_to_date(postgres: str, tmp_path: Path) -> None:
    async with elsewhere(postgres, tmp_path / "old") as (database, storage, _):
        await migrate.upgrade(database, "0001")
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO users (username, email) VALUES ('old', 'old@example.com')"))
        await backup(database, storage, tmp_path / "backups", secret=SECRET, copied=Copied())
    async with elsewhere(postgres, tmp_path / "new") as (database, storage, settings):
        await restore(database, storage, find(tmp_path / "backups"), settings=settings, copied=Copied(), force=False)
        await migrate.check(database)
        assert "old@example.com" in str((await rows_of(database))["users"])


async def test_what_cannot_be_restored_is_refused(own: App, postgres: str, tmp_path: Path) -> None:
    await own.person.uploaded()
    made = await backed_up(own, tmp_path / "backups")
    text_of = (made.path / "manifest.json").read_text()
    async with elsewhere(postgres, tmp_path / "other") as (database, storage, settings):

        async def refused(match: str) -> None:
            with pytest.raises(BackupError, match=match):
                await restore(database, storage, made.path, settings=settings, copied=Copied(), force=True)

        (made.path / "manifest.json").write_text(text_of.replace('"revision": "', '"revision": "9'))
        await refused("newer BulletDrop")
        (made.path / "manifest.json").write_text("{}")
        await refused("no backup that")
        (made.path / "manifest.json").write_text(text_of)
        table = made.path / "database" / "users.copy"
        table.write_bytes(table.read_bytes()[:-1])
        await refused("not what the backup wrote")
    with pytest.raises(BackupError, match="no complete backup"):
        find(tmp_path)


async def test_two_at_once_are_refused(own: App, tmp_path: Path) -> None:
    with FolderLock(tmp_path), pytest.raises(BackupError, match="Another backup"):
        await backed_up(own, tmp_path)


async def test_an_empty_database_is_no_backup(postgres: str, tmp_path: Path) -> None:
    async with elsewhere(postgres, tmp_path / "data") as (database, storage, _):
        with pytest.raises(BackupError, match="nothing to back up"):
            await backup(database, storage, tmp_path / "b", secret=SECRET, copied=Copied())
    assert Archive(tmp_path / "b").backups() == []


def test_the_commands_beside_a_running_server(workspace: Path) -> None:
    """Backed up while it serves, restored to another machine, found whole there by fsck."""
    (workspace / "saved").mkdir()
    server = start_server(workspace / "saved" / "data", BULLETDROP_PUBLIC_URL=APP)
    target, other = workspace / "saved" / "backups", workspace / "saved" / "other"
    try:
        token = signed_in(server)
        call(server, "PUT", "/api/uploads/a.txt", b"some text", token)
        saved = command(server.data_dir, "backup", str(target))
        assert saved.returncode == 0, saved.stderr
        assert ": 1 files (9 bytes)\n" in saved.stdout
        for path in (target, *target.rglob("*")):
            assert path.stat().st_mode & 0o077 == 0, path
        refused = command(server.data_dir, "restore", str(target))
        assert refused.returncode == 1
        assert "stop it first" in refused.stderr
    finally:
        stop_server(server)
    restored = command(other, "restore", str(target))
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.endswith("1 files (9 bytes)\nCheck it with `bulletdrop fsck`, then start the server.\n")
    assert (other / "secret").read_text() == (server.data_dir / "secret").read_text()
    again = start_server(other, BULLETDROP_PUBLIC_URL=APP)
    try:
        listed = json.loads(call(again, "GET", "/api/uploads", token=token)[2])["items"]  # still signed in
        assert call(again, "GET", "/" + listed[0]["url"].rpartition("/")[2])[2] == b"some text"
        checked = command(other, "fsck")
        assert (checked.returncode, checked.stdout) == (0, "1 files (9 bytes) and 1 accounts looked at: clean\n")
    finally:
        stop_server(again)
