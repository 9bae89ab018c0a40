"""What tests of the maintenance are made with."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bulletdrop.main import BulletDrop
from bulletdrop.storage.base import Storage
from tests.support import Person


@dataclass
class App:
    """An application with a database and a folder of its own, and somebody who uses it."""

    app: BulletDrop
    person: Person

    def path(self, key: str) -> Path:
        return self.app.storage.root / key


def put(storage: Storage, key: str, content: bytes) -> None:
    """Bytes under a key, which no record names."""
    incoming = storage.receive()
    incoming.write(content)
    incoming.publish(key)


async def key_of(app: BulletDrop, upload_id: int) -> str:
    """The key of an upload's bytes."""
    query = "SELECT storage_key FROM blobs JOIN uploads ON blob_id = blobs.id WHERE uploads.id = :id"
    async with app.database.transaction() as session:
        return str(await session.scalar(text(query), {"id": upload_id}))


def command(data_dir: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`bulletdrop …` on a data folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BULLETDROP_")}
    environment |= {"BULLETDROP_DATA_DIR": str(data_dir), **settings}
    program = [sys.executable, "-m", "bulletdrop", *arguments]
    return subprocess.run(program, capture_output=True, text=True, env=environment, cwd=data_dir.parent, check=False)
