"""fsck: what is wrong is found, what is under way is not, and a repair costs nobody anything."""

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bulletdrop.files.tasks import remove_doomed
from bulletdrop.maintenance.findings import SHOWN, Finding
from bulletdrop.maintenance.fsck import Extent, fsck
from bulletdrop.uploads.pipeline import storage_key
from tests.maintenance.making import App, command, key_of, put
from tests.support import png, start_server, stop_server, stored_bytes
from tests.test_security_crash import signed_in
from tests.uploads.test_wire import call


async def findings(own: App, *, lost_found: Path | None = None, **options: Any) -> list[Finding]:
    found = fsck(own.app.jobs_database, own.app.storage, extent=Extent(), lost_found=lost_found, settled=0, **options)
    return [finding async for finding in found]


async def kinds(own: App, **options: Any) -> list[str]:
    return [finding.kind for finding in await findings(own, **options)]


async def run(own: App, statement: str, **values: Any) -> None:
    async with own.app.database.transaction() as session:
        await session.execute(text(statement), values)


async def test_a_host_in_use_is_clean(own: App) -> None:
    content = png()
    shown, trashed = await own.person.uploaded(content), await own.person.uploaded()
    await own.person.uploaded(content, "again.png")
    await own.person.client.get(shown["thumbnail_url"])
    await own.person.client.delete(f"/api/uploads/{trashed['id']}")
    gone = await own.person.uploaded()
    await own.person.client.delete(f"/api/uploads/{gone['id']}?permanent=true")
    extent = Extent()
    assert [one async for one in fsck(own.app.jobs_database, own.app.storage, extent=extent, settled=0)] == []
    assert (extent.files, extent.files_done, extent.users, extent.bytes_done) == (2, 2, 1, extent.bytes)


@pytest.mark.parametrize(
    ("harm", "kind", "word"),
    [
        (lambda path: path.unlink(), "missing", "are missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "altered", "should have"),
        (lambda path: path.write_bytes(b"\0" + path.read_bytes()[1:]), "altered", "SHA-256"),
        (lambda path: (path.unlink(), path.symlink_to(path)), "unreadable", "storage"),
    ],
)
async def test_harm_to_bytes_is_found_and_costs_no_record(
    own: App, tmp_path: Path, harm: Any, kind: str, word: str
) -> None:
    made = await own.person.uploaded()
    harm(own.path(await key_of(own.app, made["id"])))
    for lost_found in (None, tmp_path, None):
        [finding] = await findings(own, lost_found=lost_found)
        assert (finding.kind, finding.links, finding.repaired) == (kind, (made["url"],), "")
        assert word in finding.line()
        assert made["url"] in finding.line()
    assert (await own.person.client.get(f"/api/uploads/{made['id']}")).status_code == 200


async def test_quick_looks_at_sizes_alone(own: App) -> None:
    path = own.path(await key_of(own.app, (await own.person.uploaded())["id"]))
    path.write_bytes(bytes(path.stat().st_size))
    assert await kinds(own, hashing=False) == []
    assert await kinds(own) == ["altered"]


async def test_sums_are_counted_anew(own: App, tmp_path: Path) -> None:
    kept, trashed = await own.person.uploaded(), await own.person.uploaded()
    await own.person.client.delete(f"/api/uploads/{trashed['id']}")
    await run(own, "UPDATE users SET storage_used = 7, trash_used = 9")
    [finding] = await findings(own)
    assert (finding.kind, finding.what) == ("quota", own.person.name)
    assert (await findings(own, lost_found=tmp_path))[0].repaired
    me = await own.person.me()
    assert (me["storage_used"], me["trash_used"]) == (kept["file_size"], trashed["file_size"])
    assert await kinds(own) == []


async def test_an_upload_that_says_something_else_than_its_bytes(own: App, tmp_path: Path) -> None:
    made = await own.person.uploaded()
    await run(own, "UPDATE uploads SET file_size = 1, file_hash = repeat('0', 64)")
    assert await kinds(own, lost_found=tmp_path) == ["record"]
    again = (await own.person.client.get(f"/api/uploads/{made['id']}")).json()
    assert (again["file_size"], again["file_hash"]) == (made["file_size"], made["file_hash"])
    assert await kinds(own) == []


async def test_orphans_are_moved_away_and_nothing_is_lost(own: App, tmp_path: Path) -> None:
    key = storage_key(datetime.now(UTC))
    put(own.app.storage, key, b"whose?")
    put(own.app.storage, f"thumbnails/{key}-320.webp", b"a picture of it")
    assert await kinds(own) == ["orphan", "orphan"]
    repaired = await findings(own, lost_found=tmp_path / "lost+found")
    assert [bool(finding.repaired) for finding in repaired] == [True, True]
    saved = tmp_path / "lost+found" / key
    assert saved.read_bytes() == b"whose?"
    assert saved.stat().st_mode & 0o777 == 0o600
    assert await kinds(own) == []


async def test_temporary_files_that_nobody_writes_to(own: App, tmp_path: Path) -> None:
    left, current = own.app.storage.receive(), own.app.storage.receive()
    os.utime(left.path(), (1, 1))
    assert await kinds(own) == ["temporary"]
    assert await kinds(own, lost_found=tmp_path) == ["temporary"]
    assert await kinds(own) == []
    assert Path(current.path()).exists()
    current.discard()
    left.discard()


async def test_a_picture_that_is_missing_is_made_again(own: App, tmp_path: Path) -> None:
    made = await own.person.uploaded()
    before = (await own.person.client.get(made["thumbnail_url"])).content
    own.path(f"thumbnails/{await key_of(own.app, made['id'])}-640.webp").unlink()
    [finding] = await findings(own)
    assert finding.kind == "picture"
    assert "640" in finding.line()
    await findings(own, lost_found=tmp_path)
    assert await kinds(own) == []
    assert await own.app.previews.next() is False  # bytes settle for two seconds first
    await run(own, "UPDATE blobs SET created_at = now() - interval '1 minute'")
    assert await own.app.previews.next() is True
    assert (await own.person.client.get(made["thumbnail_url"])).content == before
    assert own.path(f"thumbnails/{await key_of(own.app, made['id'])}-640.webp").exists()


async def test_bytes_without_an_upload_are_removed_and_bytes_in_use_stay(own: App, tmp_path: Path) -> None:
    kept, lost = await own.person.uploaded(), await own.person.uploaded()
    key = await key_of(own.app, kept["id"])
    await run(own, "INSERT INTO doomed_keys (storage_key) VALUES (:key)", key=key)
    await run(own, "DELETE FROM uploads WHERE id = :id", id=lost["id"])
    assert await kinds(own) == ["doomed", "unused", "quota"]
    assert await kinds(own, lost_found=tmp_path) == ["doomed", "unused", "quota"]
    assert await kinds(own) == []
    await remove_doomed(own.app.database, own.app.storage)
    assert stored_bytes(own.app.storage.root) == [key]
    assert await kinds(own) == []


async def test_nothing_is_found_while_uploads_and_deletions_go_on(own: App) -> None:
    async def use() -> None:
        for _ in range(12):
            made = await own.person.uploaded()
            await own.person.client.delete(f"/api/uploads/{made['id']}?permanent=true")
            await own.person.uploaded()

    using = asyncio.gather(use(), use())
    while not using.done():
        found = fsck(own.app.jobs_database, own.app.storage, extent=Extent(), settled=0.5)
        assert [finding async for finding in found] == []
    await using


def test_a_finding_names_some_of_many_links() -> None:
    line = Finding("missing", "2026/11/24/x", "its 3 bytes are missing", tuple(f"/{n}" for n in range(9))).line()
    assert "/4 and 4 more" in line
    assert f"/{SHOWN}" not in line


def test_the_command_beside_a_running_server(workspace: Path) -> None:
    """Lines for people, a document for programs, and an exit code for timers."""
    (workspace / "fsck").mkdir()
    server = start_server(workspace / "fsck" / "data")
    try:
        token = signed_in(server)
        _, _, answer = call(server, "PUT", "/api/uploads/a.txt", b"some text", token)
        clean = command(server.data_dir, "fsck")
        assert (clean.returncode, clean.stdout) == (0, "1 files (9 bytes) and 1 accounts looked at: clean\n")
        [path] = [server.data_dir / "files" / name for name in stored_bytes(server.data_dir / "files")]
        path.write_bytes(b"SOME TEXT")
        harmed = command(server.data_dir, "fsck", "--json")
        document = json.loads(harmed.stdout)
        assert harmed.returncode == 1
        assert document["clean"] is False
        assert document["findings"][0]["kind"] == "altered"
        assert document["findings"][0]["links"] == [json.loads(answer)["url"]]
        told = command(server.data_dir, "fsck", "--repair")
        assert told.returncode == 1
        assert told.stdout.startswith("altered: 20")
        assert told.stdout.endswith("1 findings, 0 of them repaired\n")
    finally:
        stop_server(server)


def test_a_host_that_never_served_is_told_so(workspace: Path) -> None:
    told = command(workspace / "never-checked", "fsck")
    assert told.returncode == 1
    assert "run `bulletdrop migrate` first" in told.stderr
    assert "Traceback" not in told.stderr
