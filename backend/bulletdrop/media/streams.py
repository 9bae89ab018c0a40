"""Video and audio files, opened by the demuxer of their type alone: no playlists, no addresses, no guessing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import av
import av.logging
from av.container import InputContainer

from bulletdrop.media.work import WorkRefused

DEMUXERS: Final = {
    "video/mp4": "mov", "video/quicktime": "mov", "video/3gpp": "mov", "video/webm": "matroska",
    "video/x-matroska": "matroska", "video/x-msvideo": "avi", "video/mpeg": "mpeg", "audio/mpeg": "mp3",
    "audio/mp4": "mov", "audio/flac": "flac", "audio/ogg": "ogg", "audio/wav": "wav", "audio/aac": "aac",
    "audio/webm": "matroska", "audio/x-matroska": "matroska",
}  # fmt: skip


@contextmanager
def opened(path: Path, mime_type: str) -> Iterator[InputContainer]:
    """Whatever its demuxer or decoders raise in the block is a refusal."""
    demuxer = DEMUXERS.get(mime_type)
    if demuxer is None:
        raise WorkRefused(f"There is no picture of {mime_type}.")
    av.logging.set_level(None)
    try:
        with av.open(str(path), format=demuxer, options={"protocol_whitelist": "file"}) as container:
            yield container
    except (WorkRefused, MemoryError):
        raise
    except Exception as error:
        raise WorkRefused(f"The file cannot be read: {type(error).__name__}.") from error


def seconds(container: InputContainer) -> float | None:
    """How long it is, where it says."""
    return round(container.duration / 1_000_000, 3) if container.duration and container.duration > 0 else None
