"""The journal of views: what a process leaves behind is written by the next one, once (security F; contract, view_journal)."""

import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bulletdrop.analytics import journal
from bulletdrop.analytics.journal import SIZE, Segment, left_behind
from bulletdrop.analytics.views import MOST_IN_MEMORY, Views
from bulletdrop.main import BulletDrop
from tests.support import Person, png

VISITOR = b"\xff\xff\xff\xff" * 3  # three fields of NULL
AT = 1_790_000_000_000_000_000
# Notes views, says how many, and is killed: after the last one, or in the middle of the store.
NOTES = """
import os, signal, sys
from pathlib import Path
from bulletdrop.analytics.journal import Segment
segment = Segment.create(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    assert segment.append(1_790_000_000_000_000_000, int(sys.argv[3]), b"\\xff" * 12)
segment._memory[segment._end : segment._end + 30] = b"half a row, which is no row yet"[:30]
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_after(folder: Path, count: int, upload_id: int) -> None:
    folder.mkdir(exist_ok=True)
    ended = subprocess.run([sys.executable, "-c", NOTES, str(folder), str(count), str(upload_id)], check=False)
    assert ended.returncode == -9


@asynccontextmanager
async def views_of(app: BulletDrop, folder: Path | None) -> AsyncIterator[Views]:
    views = Views(app.jobs_database, keeping="truncated", folder=folder)
    views.open()
    yield views
    views.close()


async def counted(app: BulletDrop, upload_id: int) -> tuple[int, int]:
    """The counter and the rows."""
    async with app.database.transaction() as session:
        found = await session.execute(
            text(
                "SELECT view_count, (SELECT count(*) FROM upload_analytics WHERE upload_id = :id) FROM uploads WHERE id = :id"
            ),
            {"id": upload_id},
        )
        return tuple(found.one())


async def batches(app: BulletDrop) -> int:
    async with app.database.transaction() as session:
        return int(await session.scalar(text("SELECT count(*) FROM view_batches")) or 0)


def test_a_segment_gives_back_what_it_was_given(tmp_path: Path) -> None:
    segment = Segment.create(tmp_path)
    for upload_id in (7, 8, 7):
        assert segment.append(AT, upload_id, VISITOR)
    whole = b"".join(segment.rows())
    assert segment.uploads == [7, 8, 7]
    assert b"".join(segment.rows(without={8})) == whole[: len(whole) // 3] * 2
    batch = segment.batch
    segment.clear()
    assert (list(segment.rows()), segment.uploads) == ([], [])
    assert segment.batch != batch
    segment.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("without", [set(), {8}])
def test_rows_come_in_pieces_that_are_whole_together(without: set[int]) -> None:
    segment = Segment.in_memory()
    for number in range(9000):
        assert segment.append(AT, 7 + number % 2, VISITOR)
    pieces = list(segment.rows(without=without))
    rest = Segment.in_memory()
    for number in range(9000):
        if not without or number % 2 == 0:
            rest.append(AT, 7 + number % 2, VISITOR)
    assert len(pieces) > 5
    assert b"".join(pieces) == b"".join(rest.rows())


def test_a_segment_that_is_full_takes_no_more() -> None:
    segment = Segment.in_memory()
    visitor = bytes(100_000)
    count = 0
    while segment.append(AT, 1, visitor):
        count += 1
    assert count == (SIZE - journal.ROWS_AT) // (100_000 + 26)
    assert len(segment.uploads) == count


def test_what_a_killed_process_noted_is_found_whole_rows_only(tmp_path: Path) -> None:
    killed_after(tmp_path, 1000, 42)
    [segment] = left_behind(tmp_path)
    assert segment.uploads == [42] * 1000
    assert list(left_behind(tmp_path)) == []  # it is ours now
    segment.close()
    [again] = left_behind(tmp_path)
    assert again.uploads == [42] * 1000
    again.remove()


@pytest.mark.parametrize("content", [b"", b"\0" * SIZE, b"BDVIEWS1", b"something else" * 99])
def test_a_file_that_never_held_a_row_is_removed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.views").write_bytes(content)
    assert list(left_behind(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


async def test_the_next_start_writes_them_once(app: BulletDrop, person: Person, tmp_path: Path) -> None:
    made = await person.uploaded(png())
    killed_after(tmp_path, 500, made["id"])
    async with views_of(app, tmp_path) as views:
        await views.flush()
        assert await counted(app, made["id"]) == (500, 500)
        await views.flush()
    assert await counted(app, made["id"]) == (500, 500)
    assert list(tmp_path.iterdir()) == []


async def test_killed_between_the_commit_and_the_next_batch_nothing_counts_twice(
    app: BulletDrop, person: Person, tmp_path: Path
) -> None:
    made = await person.uploaded(png())
    killed_after(tmp_path, 300, made["id"])
    [file] = tmp_path.iterdir()
    before = file.read_bytes()
    async with views_of(app, tmp_path) as views:
        await views.flush()
    file.write_bytes(before)  # as if the process had been killed right after its commit
    async with views_of(app, tmp_path) as views:
        await views.flush()
        assert await counted(app, made["id"]) == (300, 300)
        views.add(made["id"], VISITOR)
        await views.flush()
    assert await counted(app, made["id"]) == (301, 301)


async def test_a_batch_is_remembered_only_while_a_journal_holds_it(
    app: BulletDrop, person: Person, tmp_path: Path
) -> None:
    made = await person.uploaded(png())
    await app.views.flush()
    before = await batches(app)
    async with views_of(app, tmp_path) as views:
        for _ in range(5):
            views.add(made["id"], VISITOR)
            await views.flush()
    assert await batches(app) <= before + 2
    assert await counted(app, made["id"]) == (5, 5)


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process may grow as large as a segment, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE - 1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_on_a_full_disk_it_begins_in_memory_and_goes_on_in_the_journal(
    app: BulletDrop, person: Person, tmp_path: Path
) -> None:
    made = await person.uploaded(png())
    views = Views(app.jobs_database, keeping="truncated", folder=tmp_path)
    with no_room():
        views.open()
    assert list(tmp_path.iterdir()) == []
    views.add(made["id"], VISITOR)
    assert await flushed(views, app, made["id"]) == (1, 1)
    assert len(list(tmp_path.iterdir())) == 1
    views.add(made["id"], VISITOR)
    assert await flushed(views, app, made["id"]) == (2, 2)
    views.close()
    assert list(tmp_path.iterdir()) == []


async def flushed(views: Views, app: BulletDrop, upload_id: int) -> tuple[int, int]:
    await views.flush()
    return await counted(app, upload_id)


async def test_views_of_a_file_that_is_gone_hold_up_no_others(app: BulletDrop, person: Person, tmp_path: Path) -> None:
    gone, stays = await person.uploaded(png()), await person.uploaded(png())
    async with views_of(app, tmp_path) as views:
        for upload_id in (gone["id"], stays["id"], gone["id"]):
            views.add(upload_id, VISITOR)
        assert (await person.client.delete(f"/api/uploads/{gone['id']}?permanent=true")).status_code in {200, 204}
        await views.flush()
    assert await counted(app, stays["id"]) == (1, 1)
    async with app.database.transaction() as session:
        left = await session.scalar(
            text("SELECT count(*) FROM upload_analytics WHERE upload_id = :id"), {"id": gone["id"]}
        )
    assert left == 0


async def test_past_its_bound_only_the_counts_go_on(app: BulletDrop, person: Person) -> None:
    """As while the database is away for long."""
    made = await person.uploaded(png())
    large = b"\xff" * 8 + (4 << 20).to_bytes(4, "big") + b"r" * (4 << 20)  # no user agent or referrer is that long
    async with views_of(app, None) as views:
        for _ in range(100):
            views.add(made["id"], large)
        assert len(views._sealed) < MOST_IN_MEMORY
        kept = 3 * MOST_IN_MEMORY  # in each segment
        assert views._only_counted[made["id"]] == 100 - kept
        async with aclosing(person.client):
            for segment in [*views._sealed, views._active]:  # rows that PostgreSQL need not take in
                assert segment is not None
                segment.clear()
                for _ in range(3):
                    segment.append(AT, made["id"], VISITOR)
            await views.flush()
    assert await counted(app, made["id"]) == (100, kept)


async def test_a_folder_that_takes_no_more_files_costs_no_view_while_there_is_room(
    app: BulletDrop, person: Person, tmp_path: Path
) -> None:
    made = await person.uploaded(png())
    async with views_of(app, tmp_path / "journal") as views:
        views._folder = tmp_path / "not there"
        for _ in range(3):
            views.add(made["id"], VISITOR)
            await views.flush()
        assert await counted(app, made["id"]) == (3, 3)


async def test_a_server_that_ends_as_it_should_leaves_no_journal(app: BulletDrop, tmp_path: Path) -> None:
    async with views_of(app, tmp_path):
        assert len(list(tmp_path.iterdir())) == 2
    assert list(tmp_path.iterdir()) == []
