"""bulletdrop user create, promote, reset-password: beside a running server."""

import os
import subprocess
import sys
from pathlib import Path

import httpx

from tests.support import Server, unique


def run(server: Server, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BULLETDROP_DATA_DIR": str(server.data_dir), "BULLETDROP_PORT": str(server.port)}
    command = [sys.executable, "-m", "bulletdrop", "user", *arguments]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, env=environment, cwd=server.data_dir.parent, check=False
    )


def login(server: Server, name: str, password: str) -> httpx.Response:
    return httpx.post(f"{server.url}/api/auth/login", json={"login": name, "password": password})


def test_the_life_of_an_account(server: Server) -> None:
    name, first, second = unique("cli"), "Quiet-River-77-stone", "Another-Lake-55-moss"
    made = run(server, "create", name, f"{name}@example.com", "--password-stdin", typed=first + "\n")
    assert made.returncode == 0, made.stderr
    answer = login(server, name, first)
    assert answer.json()["user"]["is_admin"] is False
    token = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert httpx.get(f"{server.url}/api/admin/users", headers=token).status_code == 403

    assert run(server, "promote", f"{name}@EXAMPLE.com").returncode == 0
    assert httpx.get(f"{server.url}/api/admin/users", headers=token).status_code == 200

    reset = run(server, "reset-password", name, "--password-stdin", "--revoke-tokens", typed=second + "\n")
    assert reset.returncode == 0, reset.stderr
    assert httpx.get(f"{server.url}/api/users/me", headers=token).status_code == 401
    assert login(server, name, first).status_code == 401
    assert login(server, name, second).status_code == 200


def test_mistakes_are_told_in_a_line(server: Server) -> None:
    name = unique("cli")
    weak = run(server, "create", name, f"{name}@example.com", "--password-stdin", typed="12345678\n")
    assert (weak.returncode, "Too many people" in weak.stderr) == (1, True)
    assert run(server, "create", "a b", "a@example.com", "--password-stdin", typed="x\n").returncode == 2
    nobody = run(server, "promote", name)
    assert (nobody.returncode, nobody.stderr) == (1, f"bulletdrop: There is no user {name}.\n")
    for said in (weak.stderr, nobody.stderr):
        assert "Traceback" not in said


def test_a_host_that_never_served(workspace: Path) -> None:
    """The first account may be made before the first start."""
    name = unique("cli")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BULLETDROP_")}
    environment["BULLETDROP_DATA_DIR"] = str(workspace / "never" / "data")
    command = [sys.executable, "-m", "bulletdrop", "user", "create", "--admin", "--password-stdin"]
    made = subprocess.run(
        [*command, name, f"{name}@example.com"],
        input="Quiet-River-77-stone\n",
        capture_output=True,
        text=True,
        env=environment,
        cwd=workspace,
        check=False,
    )
    assert (made.returncode, made.stdout) == (0, f"{name} can sign in now.\n"), made.stderr
