"""WebM, Matroska, MP3, AAC, FLAC, WAV: tags go, the streams are the same."""

import struct
from pathlib import Path

import pytest

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import clean_of_secrets, cleaned, film, frames

APE = b"APETAGEX" + struct.pack("<IIII", 2000, 32 + 6, 1, 0) + bytes(8)
ID3V1 = b"TAG" + b"MarkerOld".ljust(125, b"\0")
WAV_CHUNK = b"JUNK" + struct.pack("<I", 6) + b"Marker"
FORMS = {
    "webm": (film("webm", video="libvpx", audio="libopus"), "video/webm"),
    "live webm": (film("webm", video="libvpx", audio="libopus", live="1"), "video/webm"),
    "mkv": (film("matroska"), "video/x-matroska"),
    "mp3": (film("mp3", video="", audio="libmp3lame"), "audio/mpeg"),
    "mp3 with tags at the end": (film("mp3", video="", audio="libmp3lame") + b"Marker" + APE + ID3V1, "audio/mpeg"),
    "aac": (b"ID3\x04\0\0\0\0\0\x06Marker" + film("adts", video="", audio="aac"), "audio/aac"),
    "flac": (film("flac", video="", audio="flac"), "audio/flac"),
    "wav": (film("wav", video="", audio="pcm_s16le") + WAV_CHUNK, "audio/wav"),
}


@pytest.mark.parametrize("name", FORMS)
def test_nothing_but_the_streams_is_left(tmp_path: Path, name: str) -> None:
    content, mime_type = FORMS[name]
    path = tmp_path / "file"
    path.write_bytes(
        FORMS["mp3"][0] if name == "mp3 with tags at the end" else content
    )  # ffmpeg stumbles over such tags
    before = frames(path)
    path.write_bytes(content)
    assert cleaned(path, mime_type)
    assert frames(path) == before
    clean_of_secrets(path)
    if name in {"webm", "mkv"}:
        assert path.stat().st_size == len(content)
        assert b"Lavf" not in path.read_bytes()


@pytest.mark.parametrize("name", ["mkv", "mp3", "flac", "wav"])
@pytest.mark.parametrize("size", [0, 5, 30])
def test_a_file_that_is_cut_off_is_not_touched(tmp_path: Path, name: str, size: int) -> None:
    content, mime_type = FORMS[name]
    path = tmp_path / "file"
    path.write_bytes(content[:size])
    with pytest.raises(Uncleanable):
        clean_file(path, mime_type)
    assert path.read_bytes() == content[:size]
