"""The log of a server that much happens to: one event a line, and nothing in it that opens a door (security E5)."""

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support import PASSWORD, Server, png, start_server, stop_server
from tests.uploads.test_wire import call

ADMIN_PASSWORD = "Admin-River-88-stone"
NEW_PASSWORD = "Newer-River-99-stone"
WRONG_PASSWORD = "Wrong-River-11-stone"
STARTS = ("timestamp=", "20")  # structlog's logfmt, and the standard library's date


@dataclass
class Story:
    """What a person does with a server, and every secret that comes up."""

    server: Server
    secrets: list[str] = field(default_factory=list)
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], Any]:
        """A request with JSON in and out; an error's body too."""
        sent = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            headers["Content_Type"] = "application/json"
        status, answered, content = call(self.server, method, path, sent, self.token, **headers)
        return status, answered, json.loads(content) if content.startswith(b"{") else None

    def signed_in(self, path: str, body: dict[str, str]) -> str:
        """Signs in; the refresh cookie."""
        status, headers, answer = self.ask("POST", path, body)
        assert status in {200, 201}, answer
        self.token = answer["access_token"]
        cookie = headers["set-cookie"].partition(";")[0]
        self.secrets += [self.token, cookie.partition("=")[2]]
        return cookie


@pytest.fixture
def log(workspace: Path) -> Iterator[tuple[Server, Path]]:
    folder = workspace / "logs-of-a-story"
    folder.mkdir()
    path = folder / "stderr.log"
    with path.open("wb") as output:
        server = start_server(
            folder / "data",
            output=output,
            BULLETDROP_RATE_LIMITS="on",
            BULLETDROP_ADMIN_USERNAME="boss",
            BULLETDROP_ADMIN_EMAIL="boss@example.com",
            BULLETDROP_ADMIN_PASSWORD=ADMIN_PASSWORD,
        )
        try:
            yield server, path
        finally:
            stop_server(server)


def test_nothing_that_opens_a_door_is_logged(log: tuple[Server, Path]) -> None:
    server, path = log
    story = Story(server, [PASSWORD, ADMIN_PASSWORD, NEW_PASSWORD, WRONG_PASSWORD])
    accounts(story)
    links = uploads(story)
    story.secrets.append((server.data_dir / "secret").read_text().strip())
    break_the_database(story, links)
    stop_server(server)
    written = path.read_text()
    for secret in story.secrets:
        assert secret not in written
    events = written.splitlines()
    assert any("sign_in.failed" in line for line in events)
    assert any("database.unavailable" in line for line in events)
    assert any("refresh.reused" in line for line in events)
    assert [line for line in events if not line.startswith(STARTS)] == []
    for file in (server.data_dir / "logs").rglob("*"):
        content = file.read_text(errors="replace")
        assert [secret for secret in story.secrets if secret in content] == []


def accounts(story: Story) -> None:
    person = {"username": "ann", "email": "ann@example.com", "password": PASSWORD}
    cookie = story.signed_in("/api/auth/register", person)
    assert story.ask("POST", "/api/auth/register", person)[0] == 409
    assert story.ask("POST", "/api/auth/login", {"login": "ann", "password": WRONG_PASSWORD})[0] == 401
    assert story.ask("POST", "/api/auth/login", {"login": "ann"})[0] == 422
    status, headers, _ = story.ask("POST", "/api/auth/refresh", Cookie=cookie)
    assert status == 200
    story.secrets.append(headers["set-cookie"].partition(";")[0].partition("=")[2])
    assert story.ask("POST", "/api/auth/refresh", Cookie=cookie)[0] == 401
    story.signed_in("/api/auth/login", {"login": "ann@example.com", "password": PASSWORD})
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert story.ask("POST", "/api/users/me/password", change)[0] == 204
    status, _, made = story.ask("POST", "/api/users/me/tokens", {"name": "t", "scopes": ["upload", "read", "manage"]})
    assert status == 201
    story.secrets.append(made["token"])
    session, story.token = story.token, made["token"] + "x"
    assert story.ask("GET", "/api/users/me")[0] == 401
    story.token = session


def uploads(story: Story) -> list[str]:
    """Addresses that nobody but who was given them knows."""
    status, _, body = call(story.server, "PUT", "/api/uploads/a.png?is_public=false", png(), story.token)
    assert status == 201
    made = json.loads(body)
    delete_path = "/" + made["delete_url"].partition("//")[2].partition("/")[2]
    link = story.ask("POST", f"/api/uploads/{made['id']}/link", {})[2]["url"]
    signed_path = "/" + link.partition("//")[2].partition("/")[2]
    story.secrets += [delete_path.rpartition("/")[2], signed_path.rpartition("signature=")[2]]
    assert call(story.server, "GET", signed_path)[0] == 200
    assert call(story.server, "GET", signed_path + "x")[0] == 404
    assert call(story.server, "GET", delete_path)[0] == 200
    return [signed_path, delete_path]


def break_the_database(story: Story, links: list[str]) -> None:
    """Everything once more while nothing works, so that errors are logged with all that they know."""
    pid_file = story.server.data_dir / "postgres/cluster/postmaster.pid"
    postmaster = int(pid_file.read_text().split()[0])
    os.kill(postmaster, signal.SIGSTOP)  # not restarted, as a dead one would be
    try:
        for child in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)
        time.sleep(0.5)
        answers = [call(story.server, "GET", path)[0] for path in links]
        answers += [story.ask("POST", "/api/auth/login", {"login": "ann", "password": NEW_PASSWORD})[0]]
        answers += [call(story.server, "PUT", "/api/uploads/b.png", png(), story.token)[0]]
        assert 503 in answers
        assert set(answers) <= {200, 503}
    finally:
        os.kill(postmaster, signal.SIGCONT)
