"""A real clamd of the tests' own: one signature, its own socket, nothing downloaded."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

# In pieces, so that no scanner of a developer's machine takes this file for it.
EICAR = b"".join([rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"])
SIGNATURE = "Eicar-Test-Signature.UNOFFICIAL"  # as clamd names what comes from a database without the maker's seal
READY_WITHIN = 30.0  # seconds
# What the host's documentation tells an operator to set, with nothing that leaves the test's own folder.
DEFAULTS = {
    "Foreground": "yes",
    "AlertExceedsMax": "yes",
    "StreamMaxLength": "25M",
    "MaxFileSize": "25M",
    "MaxScanSize": "100M",
    "MaxThreads": "10",
    "SelfCheck": "0",
    "ExitOnOOM": "yes",
}


@dataclass
class Clamd:
    """A scanner that can be stopped, killed and started again."""

    folder: Path
    options: dict[str, str]
    tcp_port: int = 0  # 0: a Unix socket
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def socket(self) -> Path:
        return self.folder / "clamd.sock"

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.tcp_port}" if self.tcp_port else f"unix:{self.socket}"

    def start(self) -> None:
        """Returns when it answers."""
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [clamd_program(), "--config-file", self.folder / "clamd.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"clamd did not start:\n{(self.folder / 'clamd.log').read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """It takes connections (the kernel does) and answers nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends it at once, also where it is stopped."""
        if self.process is not None:
            self._signal(signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def configure(self) -> None:
        database = self.folder / "signatures"
        database.mkdir()
        (database / "test.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        where = (
            {"TCPSocket": str(self.tcp_port), "TCPAddr": "127.0.0.1"}
            if self.tcp_port
            else {"LocalSocket": str(self.socket)}
        )
        folders = {
            "DatabaseDirectory": str(database),
            "TemporaryDirectory": str(self.folder),
            "LogFile": str(self.folder / "clamd.log"),
        }
        lines = {**DEFAULTS, **folders, **where, **self.options}
        (self.folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in lines.items()))

    def _signal(self, number: int) -> None:
        if self.process is None:
            raise RuntimeError("it does not run")
        os.kill(self.process.pid, number)

    def _answers(self) -> bool:
        family = socket.AF_INET if self.tcp_port else socket.AF_UNIX
        with socket.socket(family) as asked, suppress(OSError):
            asked.settimeout(1)
            asked.connect(("127.0.0.1", self.tcp_port) if self.tcp_port else str(self.socket))
            asked.sendall(b"zPING\0")
            return asked.recv(16) == b"PONG\0"
        return False


def clamd_program() -> str:
    """Debian keeps it where only root's PATH leads."""
    found = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise RuntimeError("clamd is missing: apt-get install --no-install-recommends clamav-daemon")
    return found


@contextmanager
def clamd_of(*, is_tcp: bool = False, **options: str) -> Iterator[Clamd]:
    """One with these lines in its clamd.conf, running; at the end it is gone with all that it left.

    Its folder has a short path, since socket addresses have 107 bytes.
    """
    folder = Path(tempfile.mkdtemp(prefix="bd-clamd-"))
    made = Clamd(folder, options, _free_port() if is_tcp else 0)
    try:
        made.configure()
        made.start()
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
