"""Whom the embedded PostgreSQL runs as.

PostgreSQL refuses to run as root. So when we are root it runs as the system user `bulletdrop`, made where it is missing;
else as whoever runs us.
"""

import fcntl
import os
import pwd
import subprocess
from pathlib import Path
from typing import NamedTuple

import structlog

from bulletdrop.core.postgres_error import PostgresError

ACCOUNT = "bulletdrop"

log = structlog.get_logger()


class Account(NamedTuple):
    """Whom the server runs as."""

    uid: int
    gid: int
    name: str

    @property
    def is_us(self) -> bool:
        return self.uid == os.getuid()


def server_account() -> Account:
    """Ourselves, or as root the system user `bulletdrop`."""
    if os.getuid() != 0:
        return account_of(os.getuid())
    if not _is_there():
        # Of two useradd at once each adds its own user of this name, and the later one takes the other's number away.
        with Path("/etc/passwd").open() as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            if not _is_there():
                _make_account()
    found = pwd.getpwnam(ACCOUNT)
    return Account(found.pw_uid, found.pw_gid, found.pw_name)


def _is_there() -> bool:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        return False
    return True


def account_of(uid: int) -> Account:
    """The account of this number. Raises PostgresError where it has no name."""
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        raise PostgresError(
            f"User {uid} has no name on this machine, and PostgreSQL needs one: run as a user that has"
        ) from None
    return Account(found.pw_uid, found.pw_gid, found.pw_name)


def _make_account() -> None:
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        ACCOUNT,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", "") or str(error)
        raise PostgresError(
            f"PostgreSQL does not run as root, and the system user {ACCOUNT!r} for it could not be made ({why.strip()}). "
            f"Run BulletDrop as an ordinary user, or make that user: {' '.join(command)}"
        ) from None


def let_through(folder: Path, account: Account) -> None:
    """Lets the account walk through to this folder: search permission only, nobody gets to read a listing by it."""
    for place in reversed((folder, *folder.parents)):
        mode = place.stat()
        bit = 0o100 if mode.st_uid == account.uid else 0o010 if mode.st_gid == account.gid else 0o001
        if account.uid == 0 or mode.st_mode & bit:
            continue
        if os.getuid() != 0:
            raise PostgresError(f"{place} cannot be entered by {account.name}: chmod +x it")
        log.warning("letting PostgreSQL's account walk through a folder", folder=str(place), account=account.name)
        place.chmod(mode.st_mode | bit)
