"""Pictures that are small to send and huge to decode, all at once: the server stays small and awake (security B5)."""

import io
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from tests.media import files
from tests.media.test_thumbnails import LAUGHS
from tests.support import Server, memory_of, start_server, stop_server
from tests.test_security_crash import signed_in
from tests.uploads.test_wire import call

MOST_MB = 600
LONGEST = (
    5.0  # seconds of an answer of /healthz: a hang limit, the property is 1 s on a machine with nothing else to do
)
PHOTOS = 20
LEAST_SAMPLES = 10


def big_photos(count: int) -> list[bytes]:
    """Progressive JPEGs of 48 megapixels, whose decoder keeps every coefficient; each its own by its quantisation."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((8000, 6000)).convert("RGB").save(out, "JPEG", quality=60, progressive=True)
    photo = bytearray(out.getvalue())
    table = photo.index(b"\xff\xdb") + 5  # after the marker, its length and its number
    found = []
    for number in range(count):
        photo[table + 63] = 100 + number
        found.append(bytes(photo))
    return found


class Watch:
    """Asks for the health and the memory of a server, ten times a second."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.most_mb = 0.0
        self.times: list[float] = []
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(0.1):
            began = time.monotonic()
            is_healthy = self.is_healthy()
            self.times.append(time.monotonic() - began if is_healthy else float("inf"))
            self.most_mb = max(self.most_mb, memory_of(self.server.process.pid))

    def is_healthy(self) -> bool:
        try:
            return call(self.server, "GET", "/healthz")[0] == 200
        except OSError:
            return False


@contextmanager
def watched(server: Server) -> Iterator[Watch]:
    watch = Watch(server)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        yield watch
    finally:
        watch.is_over.set()
        thread.join()


@pytest.mark.slow
def test_bombs_and_many_big_photos_leave_the_server_small_and_awake(workspace: Path) -> None:
    folder = workspace / "bombs"
    folder.mkdir()
    bombs = [("a.png", files.huge_png()), ("a.gif", files.long_gif()), ("a.svg", LAUGHS.encode())]
    everything = bombs + [("a.jpg", photo) for photo in big_photos(PHOTOS)]
    server = start_server(folder / "data", BULLETDROP_PREVIEWS="ahead")
    try:
        token = signed_in(server)

        def sent_and_seen(named: tuple[str, bytes]) -> tuple[int, int]:
            name, content = named
            status, _, body = call(server, "PUT", f"/api/uploads/{name}", content, token)
            if status != 201:
                return status, 0
            thumbnail = json.loads(body)["thumbnail_url"].removeprefix(server.url)
            until = time.monotonic() + 60
            while (seen := call(server, "GET", thumbnail, token=token)[0]) == 503 and time.monotonic() < until:
                time.sleep(0.5)
            return status, seen

        with watched(server) as watch, ThreadPoolExecutor(len(everything)) as pool:
            answers = list(pool.map(sent_and_seen, everything))
    finally:
        stop_server(server)
    assert answers[: len(bombs)] == [(201, 404), (201, 200), (201, 404)]  # the animation has its first frame
    assert answers[len(bombs) :] == [(201, 200)] * PHOTOS
    assert len(watch.times) > LEAST_SAMPLES
    assert watch.most_mb < MOST_MB
    assert max(watch.times) < LONGEST
