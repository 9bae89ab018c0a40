"""The files in use: bash, curl and sharex-cli against a running server."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support import PASSWORD, Server, png, unique

Done = subprocess.CompletedProcess[str]


@dataclass
class Desk:
    """A person's computer: a folder, a PATH of its own, and the API to look at what arrived."""

    folder: Path
    bin: Path
    api: httpx.Client

    def run(self, *command: str, typed: bytes | str = b"", **environment: str) -> Done:
        """Runs a program here, without a terminal or a desktop unless the environment gives one."""
        keep = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        keep |= {"PATH": f"{self.bin}:{os.environ['PATH']}", "TMPDIR": str(self.folder / "tmp"), **environment}
        data = typed.encode() if isinstance(typed, str) else typed
        done = subprocess.run(list(command), input=data, capture_output=True, cwd=self.folder, env=keep, check=False)
        return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def fetch(self, client: str) -> Path:
        """The file of a program, as the person downloads it."""
        answer = self.api.get(f"/api/clients/{client}")
        path = self.folder / answer.headers["content-disposition"].split('"')[1]
        path.write_bytes(answer.content)
        path.chmod(0o700)
        return path

    def pretend(self, name: str, script: str) -> None:
        """A program of this name on the PATH."""
        path = self.bin / name
        path.write_text(f"#!/usr/bin/env bash\n{script}\n")
        path.chmod(0o700)

    def uploads(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.api.get("/api/uploads").json()["items"]
        return items


@pytest.fixture
def desk(server: Server, tmp_path: Path) -> Iterator[Desk]:
    """The computer of somebody with a new account."""
    name = unique("desk")
    body = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    for folder in ("bin", "tmp"):
        (tmp_path / folder).mkdir()
    with httpx.Client(base_url=server.url) as api:
        token = api.post("/api/auth/register", json=body).json()["access_token"]
        api.headers["Authorization"] = f"Bearer {token}"
        yield Desk(tmp_path, tmp_path / "bin", api)


@pytest.fixture
def script(desk: Desk) -> str:
    """The shell script, downloaded."""
    return str(desk.fetch("shell"))


NAMES = [
    "plain.png",
    "with space & plus+.png",
    "quote\"s and 's.png",
    "semi;colon,comma.png",
    "per%20cent %.png",
    "Grüße 🌊.png",
    "[1-3]{a,b}.png",
    "-rf.png",
    "question?query=1#fragment.png",
    "$(touch pwned)`id`.png",
    "back\\slash.png",
]


def test_files_of_any_name_arrive_as_they_are(desk: Desk, script: str) -> None:
    pictures = {name: png() for name in NAMES}
    for name, picture in pictures.items():
        (desk.folder / name).write_bytes(picture)
    done = desk.run(script, "--", *NAMES)
    assert done.returncode == 0, done.stderr
    links = done.stdout.split()
    assert len(links) == len(NAMES)
    for link, picture in zip(links, pictures.values(), strict=True):
        assert httpx.get(link).content == picture
    arrived = [item["original_filename"] for item in desk.uploads()][::-1]
    plain = [name for name in NAMES if "\\" not in name]
    assert [name for name in arrived if name in plain] == plain
    assert not (desk.folder / "pwned").exists()


def test_standard_input_in_a_pipe(desk: Desk, script: str) -> None:
    for arguments in ((), ("-",), ("-n", "notes.md", "-")):
        done = desk.run(script, *arguments, typed="# Hello\n")
        assert done.returncode == 0, done.stderr
        assert httpx.get(done.stdout.strip()).text == "# Hello\n"
    assert [item["original_filename"] for item in desk.uploads()] == ["notes.md", "paste.txt", "paste.txt"]


def test_its_options(desk: Desk, script: str) -> None:
    (desk.folder / "a.png").write_bytes(png())
    custom = unique("mine")
    done = desk.run(script, "-p", "-e", "2h", "-c", custom, "-d", "a.png")
    assert done.returncode == 0, done.stderr
    link, deletion = done.stdout.splitlines()
    assert link.endswith(f"/{custom}.png")
    assert "/delete/" in deletion
    item = desk.uploads()[0]
    assert (item["is_public"], item["custom_name"]) == (False, custom)
    assert item["expires_at"]
    assert "Usage" in desk.run(script, "-h").stdout


def test_the_link_is_copied_by_what_is_there(desk: Desk, script: str) -> None:
    (desk.folder / "a.png").write_bytes(png())
    for name, environment in (
        ("wl-copy", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("xclip", {"DISPLAY": ":0"}),
        ("pbcopy", {}),
    ):
        desk.pretend(name, f"cat > {shlex.quote(str(desk.folder / name))}.txt; sleep 0.1")
        done = desk.run(script, "a.png", **environment)
        assert (desk.folder / f"{name}.txt").read_text() == done.stdout.strip()
        assert "copied" in done.stderr
        (desk.bin / name).unlink()
    desk.pretend("pbcopy", "exit 7")
    assert desk.run(script, "-l", "a.png").stderr == ""


def test_what_the_host_says_is_told(desk: Desk, script: str) -> None:
    (desk.folder / "a.png").write_bytes(png())
    taken = unique("taken")
    assert desk.run(script, "-c", taken, "a.png").returncode == 0
    done = desk.run(script, "-c", taken, "a.png")
    assert (done.returncode, done.stdout) == (1, "")
    assert taken in done.stderr
    desk.api.delete(f"/api/users/me/tokens/{desk.api.get('/api/users/me/tokens').json()['items'][0]['id']}")
    done = desk.run(script, "a.png")
    assert done.returncode == 1
    assert "Sign in again" in done.stderr


def test_what_goes_on_after_a_missing_file(desk: Desk, script: str) -> None:
    (desk.folder / "a.png").write_bytes(png())
    done = desk.run(script, "nothing.png", "a.png")
    assert (done.returncode, len(done.stdout.split())) == (2, 1)
    assert "nothing.png" in done.stderr


@pytest.mark.parametrize("arguments", [["-x"], ["-e"], ["-e", "soon", "a"], ["-e", "0", "a"], ["-c", "x", "a", "b"]])
def test_wrong_use(desk: Desk, script: str, arguments: list[str]) -> None:
    assert desk.run(script, *arguments).returncode == 2
    assert desk.uploads() == []


def test_a_host_that_is_away(desk: Desk, script: str) -> None:
    path = Path(script)
    path.write_text(re.sub(r"ENDPOINT=\S+", "ENDPOINT=http://localhost:1/api/uploads", path.read_text()))
    done = desk.run(script, typed="hello")
    assert done.returncode == 3
    assert "can't be reached" in done.stderr


def test_the_token_is_on_no_command_line(desk: Desk, script: str) -> None:
    token = re.findall(r"bd_\w+", Path(script).read_text())[0]
    real = shutil.which("curl")
    desk.pretend("curl", f'printf "%s\\n" "$@" > {shlex.quote(str(desk.folder))}/seen; exec {real} "$@"')
    assert desk.run(script, typed="hello").returncode == 0
    assert token not in (desk.folder / "seen").read_text()


def test_nothing_is_left_behind(desk: Desk, script: str) -> None:
    desk.run(script, typed="hello")
    assert list((desk.folder / "tmp").iterdir()) == []
    assert stat.S_IMODE(Path(script).stat().st_mode) == 0o700


def test_a_screenshot_by_what_is_there(desk: Desk, script: str) -> None:
    picture = png()
    (desk.folder / "screen.png").write_bytes(picture)
    desk.pretend("maim", f'cp {shlex.quote(str(desk.folder))}/screen.png "${{!#}}"')
    done = desk.run(script, "-s", DISPLAY=":0")
    assert done.returncode == 0, done.stderr
    assert httpx.get(done.stdout.strip()).content == picture
    desk.pretend("maim", "exit 1")
    assert desk.run(script, "-a").returncode == 5


def test_flameshot(desk: Desk) -> None:
    script, picture = str(desk.fetch("flameshot")), png()
    (desk.folder / "screen.png").write_bytes(picture)
    desk.pretend("flameshot", f'[ "$1 $2" = "gui --raw" ] && cat {shlex.quote(str(desk.folder))}/screen.png')
    desk.pretend("xclip", f"cat > {shlex.quote(str(desk.folder))}/clipboard")
    done = desk.run(script, DISPLAY=":0")
    assert done.returncode == 0, done.stderr
    assert httpx.get(done.stdout.strip()).content == picture
    assert (desk.folder / "clipboard").read_text() == done.stdout.strip()
    assert desk.uploads()[0]["original_filename"].startswith("screenshot-")
    desk.pretend("flameshot", "echo Screenshot aborted.")
    assert desk.run(script).returncode == 5
    assert len(desk.uploads()) == 1


def test_sharex_uploads_a_screenshot(desk: Desk) -> None:
    """A real client: it prints the link. Without a terminal it would upload its standard input instead."""
    uploader, picture = desk.fetch("sharex"), png(800, 600)
    (desk.folder / "screenshot.png").write_bytes(picture)
    program = shlex.quote(str(Path(sys.executable).parent / "sharex-cli"))
    home = {"HOME": str(desk.folder), "XDG_CONFIG_HOME": str(desk.folder / "config")}
    configured = desk.run("script", "-qec", f"{program} -C {shlex.quote(str(uploader))}", "/dev/null", **home)
    assert configured.returncode == 0, configured.stdout
    done = desk.run("script", "-qec", f"{program} -y -nc -nl screenshot.png", "/dev/null", **home)
    assert done.returncode == 0, done.stdout
    link = desk.uploads()[0]["url"]
    assert link in re.sub(r"\x1b\[[0-9;]*m|\s", "", done.stdout)
    assert httpx.get(link).content == picture


def test_curl_by_form_and_by_name(desk: Desk) -> None:
    """What the device page shows: `curl -F` and `curl -T`."""
    made = desk.api.post("/api/users/me/tokens", json={"name": "curl", "scopes": ["upload"]}).json()["token"]
    (desk.folder / "a.png").write_bytes(png())
    endpoint, bearer = f"{desk.api.base_url}/api/uploads", f"Authorization: Bearer {made}"
    for arguments in (["-F", "file=@a.png", endpoint], ["-T", "a.png", f"{endpoint}/"]):
        done = desk.run("curl", "-sS", "-H", bearer, *arguments)
        assert '"url":"http' in done.stdout, done.stdout
    assert [item["original_filename"] for item in desk.uploads()] == ["a.png", "a.png"]
