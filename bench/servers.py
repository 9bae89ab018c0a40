"""The servers that a benchmark compares, on one core each run, and the client that sets them up. Loopback only."""

import asyncio
import http.client
import json
import mmap
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import asyncpg

from bulletdrop.files.models import Upload

SERVER_CORE, LOAD_CORE = 0, 1
ROOT = Path(__file__).parent.parent
# Without the name of a browser a delivery might be taken for a bot's, which is no view.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
ADMIN = {"username": "bench", "email": "bench@example.com", "password": "Seven-quiet-anvils-29"}


def need(*programs: str) -> None:
    """Ends with the command that installs what is missing."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        packages = " ".join(
            {"nginx": "nginx-light", "taskset": "util-linux"}.get(program, program) for program in missing
        )
        sys.exit(f"{', '.join(missing)} missing: apt-get install --no-install-recommends {packages}")


@contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder that servers of other accounts may enter, gone afterwards. SIGTERM ends what runs in it in order:
    else the servers would go on.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    folder = Path(tempfile.mkdtemp(prefix="bulletdrop-bench-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def touch_memory() -> None:
    """Has the host of a virtual machine give it most of its free memory. A page that was never touched takes the kernel ten
    times as long to fill, which a server that has been running for a day no longer meets. Takes up to a minute.
    """
    available = re.search(r"MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text())
    size = int(available[1]) * 1024 * 3 // 4 if available else 0
    with mmap.mmap(-1, max(size, mmap.PAGESIZE)) as memory:
        for at in range(0, size, mmap.PAGESIZE):
            memory[at] = 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A process, and all that it started, pinned to the server's core."""

    def __init__(self, command: list[str], *, port: int, log: Path, env: dict[str, str] | None = None) -> None:
        self.port = port
        self.log = log
        self._command, self._env = command, env
        log.write_bytes(b"")
        self.start()

    def start(self) -> None:
        """Starts it; after `kill` once more, with the same port and folders."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(SERVER_CORE), *self._command],
                stdout=output,
                stderr=output,
                env=self._env,
                cwd=ROOT,
                start_new_session=True,
            )
        try:
            self._until_it_listens()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _until_it_listens(self) -> None:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"did not start: {self.process.args!r}\n{self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill(self, pids: list[int]) -> None:
        """SIGKILL to these of its processes, which `pids` takes a while to find."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def pids(self) -> list[int]:
        """The process and its descendants, the database among them."""
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(stat.parent.name))
        found = [self.process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def cpu_seconds(self) -> float:
        """CPU time of all of them, and of those of theirs that ended."""
        ticks = 0
        for pid in self.pids():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += sum(int(field) for field in fields[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """What all of them take, shared pages divided among those that share them."""
        total = 0
        for pid in self.pids():
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024


class Nginx(Server):
    """Debian's nginx as one would set it up for static files, and for PUT; with `logs` it writes a line for each request."""

    def __init__(self, folder: Path, *, logs: bool = False) -> None:
        self.files = folder / "nginx-files"
        uploads = self.files / "put"
        uploads.mkdir(parents=True, exist_ok=True)
        folder = folder / ("nginx-logging" if logs else "nginx")
        folder.mkdir()
        folder.chmod(0o777)
        log = f"{folder}/access.log json buffer=64k" if logs else "off"
        port = free_port()
        for path in (self.files, uploads):
            path.chmod(0o777)
        conf = folder / "nginx.conf"
        conf.write_text(f"""
            worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
            events {{ worker_connections 1024; }}
            http {{
                default_type application/octet-stream; etag on;
                log_format json escape=json '{{"at":"$time_iso8601","address":"$remote_addr","request":"$request",'
                    '"status":$status,"bytes":$body_bytes_sent,"referer":"$http_referer","agent":"$http_user_agent"}}';
                access_log {log};
                sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;
                open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s;
                client_body_temp_path {folder}/nginx-body; proxy_temp_path {folder}/nginx-proxy;
                fastcgi_temp_path {folder}/nginx-fastcgi; uwsgi_temp_path {folder}/nginx-uwsgi; scgi_temp_path {folder}/nginx-scgi;
                client_max_body_size 0;
                server {{ listen 127.0.0.1:{port}; root {self.files}; location /put/ {{ dav_methods PUT; }} }}
            }}""")
        super().__init__(["nginx", "-c", str(conf)], port=port, log=folder / "nginx.log")


class BulletDrop(Server):
    """BulletDrop from this checkout, with its embedded database, as it comes but for rate limits and quotas."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.host = f"localhost:{port}"
        self.data = folder / "data"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BULLETDROP_")}
        environment |= {
            "BULLETDROP_DATA_DIR": str(folder / "data"),
            "BULLETDROP_PORT": str(port),
            "BULLETDROP_RATE_LIMITS": "off",
            "BULLETDROP_MAX_FILE_SIZE": "-1",
            "BULLETDROP_STORAGE_LIMIT": "-1",
            **{f"BULLETDROP_ADMIN_{name.upper()}": value for name, value in ADMIN.items()},
        }
        super().__init__(
            [str(Path(sys.executable).with_name("bulletdrop")), "serve"],
            port=port,
            log=folder / "bulletdrop.log",
            env=environment,
        )
        session = self.call("POST", "/api/auth/login", {"login": ADMIN["email"], "password": ADMIN["password"]})
        self.token = session["access_token"]
        made = self.call("POST", "/api/users/me/tokens", {"name": "bench", "scopes": ["upload", "read", "manage"]})
        self.token = made["token"]

    token = ""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the API; anything but success ends the benchmark."""
        headers = {"Host": self.host, "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/octet-stream"
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text) if text else None

    def multiply(self, ids: list[int], times: int, *, since: int = 0) -> None:
        """Gives the files of these uploads so many addresses each, `/m0.bin` and on, by the database; those before the
        one numbered `since` are there already.
        """
        # A thread, since a loop may be running here.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, self._multiply(ids, times, since // len(ids))).result()

    async def _multiply(self, ids: list[int], times: int, since: int) -> None:
        columns = [
            column.name
            for column in Upload.__table__.c
            if column.computed is None and column.name not in {"id", "slug", "filename", "delete_hash", "custom_name"}
        ]
        names = ", ".join(columns)
        number = f"($2::int * {len(ids)} + o.at - 1)"
        connection = await asyncpg.connect(
            host=str(self.data / "postgres/run"), user="bulletdrop", database="bulletdrop"
        )
        try:
            # Step by step: the counters' triggers change one row for each upload, all of which stay until the end of a
            # transaction.
            for step in range(since, times):
                await connection.execute(
                    f"INSERT INTO uploads ({names}, slug, filename, delete_hash) SELECT {names}, 'm' || {number}, "
                    f"'m' || {number} || '.bin', sha256(('m' || {number})::bytea) "
                    "FROM unnest($1::bigint[]) WITH ORDINALITY AS o(original, at) JOIN uploads u ON u.id = o.original",
                    ids,
                    step,
                )
            await connection.execute("VACUUM (ANALYZE)")  # so that autovacuum has no work left of what was done here
        finally:
            await connection.close()

    def views(self, upload_id: int) -> int:
        return int(self.call("GET", f"/api/uploads/{upload_id}")["view_count"])


def conditions(folder: Path) -> str:
    """What the figures were measured on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "?",
    )

    def said(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return (done.stdout + done.stderr).strip().splitlines()[-1 if command[0] == "df" else 0]

    commit = said("git", "-C", str(ROOT), "describe", "--always", "--dirty")
    system = said("df", "--output=fstype", str(folder))
    uname = os.uname()
    return (
        f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC · commit {commit} · {cpu}, {os.cpu_count()} cores · Linux {uname.release} · "
        f"Python {sys.version.split()[0]} · {said('nginx', '-v').partition(': ')[2]} · {system} · servers on core {SERVER_CORE}, load on core {LOAD_CORE}"
    )
