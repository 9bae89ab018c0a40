"""Settings: a wrong one stops the start with its name, its value and what is allowed."""

import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bulletdrop.core.settings import Settings, SettingsError, load_settings

WRONG = {
    "PORT": ["0", "65536", "http", "", "-1", "8000.5"],
    "PUBLIC_URL": [
        "drop.example",
        "ftp://drop.example",
        "https://",
        "https://drop.example/path",
        "https://drop.example/?q",
        "https://user:pass@drop.example",
        "https://drop.example:99999",
        "https://drop.example:port",
        "https://dr op.example",
        "https://bücher.example",
        "https://drop.example#x",
        "https://-x-",
        "javascript://x",
    ],
    "DATABASE_URL": ["mysql://localhost/x", "localhost", "sqlite:///x.db"],
    "STORAGE_URL": ["/files", "file://files", "ftp://x/y"],
    "MAX_FILE_SIZE": ["-2", "100MB", "", "1e9"],
    "STORAGE_LIMIT": ["-2", "much"],
    "REGISTRATION": ["yes", "OPEN ", ""],
    "TRUSTED_PROXIES": ["nobody", "10.0.0.0/33", "10.0.0.1,evil", "*"],
    "CORS_ORIGINS": ["*", "drop.example", "https://drop.example/path", "null"],
    "WORKERS": ["0", "65", "many"],
    "TRASH_DAYS": ["-1", "99999", "month"],
    "PURGE_INTERVAL": ["0", "90000"],
    "VIEW_ADDRESSES": ["all", "TRUNCATED"],
    "VIEW_DAYS": ["-1"],
    "MEMORY_CACHE": ["-1"],
    "RATE_LIMITS": ["maybe", "2"],
    "CLAMD": [
        "on",
        "/run/clamd.sock",
        "unix:clamd.sock",
        "unix:/" + "x" * 107,
        "tcp://clamd",
        "tcp://:3310",
        "tcp://clamd:0",
        "tcp://clamd:port",
        "tcp://clamd:99999",
        "tcp://clamd:3310/x",
        "tcp://me@clamd:3310",
        "http://clamd:3310",
        "tcp://[::1:3310",
    ],
    "SCAN_FAILURE": ["allow", "", "Reject"],
    "CLAMD_MAX_SIZE": ["0", "-1", "25M"],
    "SCAN_TOO_LARGE": ["accept", ""],
    "LOG_FORMAT": ["xml"],
    "SECRET_KEY": ["changeme", "tiny", "a" * 64, "secret" * 3],
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.fixture(autouse=True)
def _no_other_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BULLETDROP_{name.upper()}", raising=False)


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}={value}" for name, value in CASES])
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"BULLETDROP_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert f"BULLETDROP_{name}" in message
    assert len(message.splitlines()) == 1
    if name in {"SECRET_KEY", "DATABASE_URL"}:
        assert value not in message.replace("BULLETDROP_SECRET_KEY", "")
    else:
        assert repr(value) in message


def test_several_wrong_ones_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PORT", "x"), ("WORKERS", "0"), ("REGISTRATION", "no")):
        monkeypatch.setenv(f"BULLETDROP_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [line.partition(" ")[0] for line in str(caught.value).splitlines()] == [
        "BULLETDROP_PORT",
        "BULLETDROP_REGISTRATION",
        "BULLETDROP_WORKERS",
    ]


@pytest.mark.parametrize("given", [("USERNAME",), ("EMAIL", "PASSWORD"), ("USERNAME", "PASSWORD")])
def test_the_first_administrator_is_whole_or_none(monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...]) -> None:
    for name in given:
        monkeypatch.setenv(f"BULLETDROP_ADMIN_{name}", "Long-Enough-77-x")
    with pytest.raises(SettingsError, match="BULLETDROP_ADMIN_USERNAME, _EMAIL and _PASSWORD go together"):
        load_settings()


def test_the_program_ends_with_the_message_and_no_trace(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bulletdrop", "serve"],
        env={"BULLETDROP_PORT": "x", "BULLETDROP_DATA_DIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("BULLETDROP_PORT is 'x'")
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_defaults_work(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.data_dir == tmp_path / "data"
    assert (settings.app_url, settings.default_domain, settings.port) == ("http://localhost:8000", "localhost", 8000)
    assert (settings.max_file_size, settings.storage_limit, settings.trash_days) == (100 << 20, 1 << 30, 30)
    assert (settings.registration, settings.rate_limits, settings.view_addresses) == ("open", True, "truncated")


def test_the_secret_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    first = load_settings().secret_key.get_secret_value()
    path = tmp_path / "data/secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) >= 32
    assert load_settings().secret_key.get_secret_value() == first == path.read_text()
    assert [entry.name for entry in (tmp_path / "data").iterdir()] == ["secret"]


def test_starts_at_once_agree_on_one_secret() -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(load_settings().secret_key.get_secret_value())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_spoilt_secret_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/secret").write_text("short")
    with pytest.raises(SettingsError, match="holds no usable secret"):
        load_settings()


def test_a_data_folder_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("BULLETDROP_DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(SettingsError, match="BULLETDROP_DATA_DIR"):
        load_settings()


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BULLETDROP_DATABASE_URL", "postgresql://me:hunter2@db/x")
    settings = load_settings()
    assert "hunter2" not in repr(settings)
    assert settings.secret_key.get_secret_value() not in repr(settings)


@pytest.mark.parametrize(
    ("value", "count"), [("", 0), ("10.0.0.1", 1), ("10.0.0.0/8, fd00::/8", 2), ("10.0.0.5/8,", 1)]
)
def test_networks(monkeypatch: pytest.MonkeyPatch, value: str, count: int) -> None:
    monkeypatch.setenv("BULLETDROP_TRUSTED_PROXIES", value)
    assert len(load_settings().trusted_proxies) == count


@pytest.mark.parametrize("value", ["", "unix:/run/clamav/clamd.ctl", "tcp://127.0.0.1:3310", "tcp://[::1]:3310"])
def test_addresses_of_a_scanner(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BULLETDROP_CLAMD", value)
    assert load_settings().clamd == value


def test_an_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BULLETDROP_PORT=9001\nBULLETDROP_RATE_LIMITS=off\n")
    settings = load_settings()
    assert (settings.port, settings.rate_limits, settings.app_url) == (9001, False, "http://localhost:9001")
