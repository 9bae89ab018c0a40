"""Many big pictures at once: no work on one of them keeps the event loop from answering others (security B4)."""

import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from tests.support import Server
from tests.uploads.test_wire import call, token

__all__ = ["token"]

PICTURES = 12
BOUND = 2.0  # seconds; the promise is 1 on a machine that does nothing else, such as sending these pictures


def noise() -> bytes:
    """A PNG of 8 MB, which nothing can make smaller."""
    width, height = 1700, 1650
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(out, "PNG", compress_level=0)
    return out.getvalue()


def test_health_is_answered_while_pictures_come_in(server: Server, token: str) -> None:
    picture = noise()
    assert len(picture) > 8_000_000
    finished = threading.Event()
    waits: list[float] = []

    def ask() -> None:
        while not finished.is_set():
            began = time.monotonic()
            assert call(server, "GET", "/healthz")[0] == 200
            waits.append(time.monotonic() - began)
            time.sleep(0.01)

    def upload(number: int) -> int:
        # What follows a picture's end is no part of it, and makes each a file of its own.
        return call(server, "PUT", f"/api/uploads/{number}.png", picture + os.urandom(8), token)[0]

    with ThreadPoolExecutor(PICTURES + 1) as people:
        asking = people.submit(ask)
        statuses = list(people.map(upload, range(PICTURES)))
        finished.set()
        asking.result()
    assert statuses == [201] * PICTURES
    assert max(waits) < BOUND, sorted(waits)[-5:]
