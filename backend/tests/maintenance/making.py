"""What tests of the maintenance are made with."""

from dataclasses import dataclass
from pathlib import Path

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
