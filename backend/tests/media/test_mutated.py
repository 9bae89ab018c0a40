"""Files with bytes changed at random: whatever a decoder makes of them, the answer is a picture, a refusal or a failure, and the pool goes on."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bulletdrop.media.workers import Workers, WorkFailed, WorkRefused
from tests.media import files
from tests.media.test_listing import packed, tar
from tests.media.test_thumbnails import STILLS

CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def originals() -> Iterator[dict[str, bytes]]:
    """Bytes of a small file of each type."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {
            mime: files.save(folder / "a", Image.effect_noise((64, 48), 90), form).read_bytes()
            for form, mime in STILLS.items()
        }
        found["video/mp4"] = files.video(folder / "b", size=(64, 48)).read_bytes()
        found["application/pdf"] = files.pdf(folder / "c").read_bytes()
        found["application/zip"] = packed(3)
        found["application/x-tar"] = tar("a", "b")
        yield found


def changed(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    found = bytearray(data)
    for at, new in changes:
        place = at % len(data)
        found[place : place + len(new)] = new
    return bytes(found)


@pytest.mark.parametrize(
    "mime_type", [*STILLS.values(), "video/mp4", "application/pdf", "application/zip", "application/x-tar"]
)
async def test_changed_bytes_end_one_job_at_most(mime_type: str, originals: dict[str, bytes], tmp_path: Path) -> None:
    samples: list[bytes] = []

    @settings(max_examples=25, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(CHANGES)
    def collect(changes: list[tuple[int, bytes]]) -> None:
        samples.append(changed(originals[mime_type], changes))

    await asyncio.to_thread(collect)
    workers = Workers(seconds=5)
    path = tmp_path / "a"
    try:
        for sample in samples:
            path.write_bytes(sample)
            try:
                if mime_type in {"application/zip", "application/x-tar"}:
                    await workers.run("listing", path=str(path), mime_type=mime_type)
                else:
                    targets = {"320": str(tmp_path / "b")}
                    await workers.run("thumbnails", path=str(path), mime_type=mime_type, targets=targets)
            except WorkRefused:
                pass
            except WorkFailed as error:
                assert "Error" not in str(error), "a decoder's error is a refusal"  # noqa: PT017 - a crash is allowed
    finally:
        await workers.close()
