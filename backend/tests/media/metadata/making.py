"""Media files made here, with metadata planted in them, and what is looked at before and after."""

import hashlib
import io
import json
import math
import struct
import subprocess
from pathlib import Path
from typing import Any

import av
from PIL import Image

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import ordered

SAMPLES = Path(__file__).parents[2] / "samples" / "exif"
SECRET = "Marker"  # the beginning of every planted text


def film(
    form: str, *, video: str = "libx264", audio: str = "aac", metadata: dict[str, str] | None = None, **options: str
) -> bytes:
    """A second of picture and sound, each stream named; either codec may be empty."""
    out = io.BytesIO()
    with av.open(out, "w", format=form, options=options, metadata_errors="replace") as container:
        container.metadata.update(
            metadata or {"title": "MarkerTitle", "comment": "MarkerComment", "artist": "MarkerArtist"}
        )
        streams: list[Any] = []
        if video:
            stream: Any = container.add_stream(video, rate=10)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            streams.append(stream)
        if audio:
            streams.append(container.add_stream(audio, rate=48_000, layout="mono"))
        for stream in streams:
            stream.metadata["title"] = "MarkerStream"
            stream.metadata["handler_name"] = "MarkerHandler"
        for stream in streams:
            for packet in _packets(stream):
                container.mux(packet)
    return out.getvalue()


def _packets(stream: Any) -> list[Any]:
    context = stream.codec_context
    packets: list[Any] = []
    if context.type == "video":
        for index in range(10):
            frame = av.VideoFrame.from_image(  # type: ignore[no-untyped-call]
                Image.linear_gradient("L").resize((64, 48)).convert("RGB").rotate(index * 9)
            )
            frame.pts = index
            packets += stream.encode(frame)
    else:
        wave = b"".join(struct.pack("<h", int(9000 * math.sin(step / 9))) for step in range(48_000))
        sound = av.AudioFrame(format="s16", layout="mono", samples=48_000)
        sound.sample_rate, sound.pts = 48_000, 0
        sound.planes[0].update(wave)
        resampler = av.AudioResampler(
            format=context.format, layout="mono", rate=48_000, frame_size=context.frame_size or 960
        )
        for piece in [*resampler.resample(sound), *resampler.resample(None)]:
            packets += stream.encode(piece)
    packets += stream.encode(None)
    return packets


def frames(path: Path) -> list[str]:
    """A hash of every decoded picture and sound, stream by stream."""
    found = []
    with av.open(str(path)) as container:
        indexes = [stream.index for stream in container.streams if stream.type in {"video", "audio"}]
    for index in indexes:
        with av.open(str(path)) as container:
            frame: Any
            for frame in container.decode(container.streams[index]):
                planes = b"".join(bytes(plane) for plane in frame.planes)
                found.append(f"{index} {frame.pts} {hashlib.sha256(planes).hexdigest()}")
    assert found
    return found


def pixels(path: Path) -> tuple[tuple[int, int], str, bytes]:
    with Image.open(path) as image:
        image.load()
        return image.size, hashlib.sha256(image.tobytes()).hexdigest(), image.info.get("icc_profile") or b""


def exiftool(path: Path, *arguments: str) -> None:
    subprocess.run(["exiftool", "-q", "-m", "-overwrite_original", *arguments, str(path)], check=True)


def tags(path: Path) -> dict[str, Any]:
    """All that exiftool finds, unknown tags and embedded streams too."""
    found = subprocess.run(
        ["exiftool", "-j", "-G1", "-a", "-u", "-ee3", "-api", "LargeFileSupport=1", str(path)],
        check=True,
        capture_output=True,
    )
    answer: dict[str, Any] = json.loads(found.stdout)[0]
    return {
        name: value for name, value in answer.items() if not name.startswith(("System:", "ExifTool:", "SourceFile"))
    }


def box(kind: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I4s", len(whole) + 8, kind) + whole


def clean_of_secrets(path: Path) -> None:
    content = path.read_bytes()
    at = content.find(SECRET.encode())
    assert at < 0, content[max(at - 60, 0) : at + 60]
    assert SECRET.encode("utf-16-be") not in content
    assert SECRET.encode("utf-16-le") not in content


def cleaned(path: Path, mime_type: str) -> set[str]:
    """Cleans it, and checks what holds for every format: no secret is left, the inode stays, a second time finds nothing."""
    inode = path.stat().st_ino
    with path.open("rb") as held:
        words = clean_file(path, mime_type)
        assert held.read() == path.read_bytes()
    assert path.stat().st_ino == inode
    assert list(words) == list(ordered(set(words)))
    content = path.read_bytes()
    assert clean_file(path, mime_type) == ()
    assert path.read_bytes() == content
    return set(words)
