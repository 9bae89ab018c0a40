"""The wheel, built and installed: it serves the web app on a machine without Node."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment with the wheel; its dependencies are borrowed from the one that runs us."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (wheel,) = folder.glob("bulletdrop-*.whl")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv/bin/python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    (site_packages,) = (folder / "venv/lib").glob("python*/site-packages")
    (site_packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


@pytest.fixture(scope="module")
def port(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("data")
    environment = {
        "PATH": f"{installed}:/usr/sbin:/sbin",
        "BULLETDROP_DATA_DIR": str(data),
        "BULLETDROP_PORT": str(port),
    }
    log = data / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [installed / "bulletdrop", "serve"], env=environment, cwd="/", stdout=output, stderr=output
        )
    try:
        until_it_answers(server, port, log)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0, log.read_text()
    assert not (data / "postgres/cluster/postmaster.pid").exists(), "the database was not shut down"


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def get(port: int, path: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.getheader("Content-Type", ""), body


def until_it_answers(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            if get(port, "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(log.read_text())


def test_it_runs_from_the_wheel_and_not_from_the_checkout(installed: Path) -> None:
    where = subprocess.check_output(
        [installed / "python", "-c", "import bulletdrop; print(bulletdrop.__file__)"], cwd="/", text=True
    )
    assert Path(where).is_relative_to(installed.parent)


def test_the_web_app_and_all_its_parts_are_there(port: int) -> None:
    status, kind, page = get(port, "/")
    assert (status, kind.partition(";")[0]) == (200, "text/html")
    parts = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.decode())
    assert parts
    for part in parts:
        assert get(port, part)[0] == 200, part


def test_a_fresh_one_waits_for_its_first_administrator(port: int) -> None:
    status, _, body = get(port, "/api/auth/options")
    assert status == 200
    assert b'"needs_setup":true' in body.replace(b" ", b"")


def test_the_command_line_names_its_commands(installed: Path) -> None:
    said = subprocess.check_output([installed / "bulletdrop", "--help"], cwd="/", text=True)
    for command in ("serve", "migrate", "user", "openapi"):
        assert command in said
