"""The type, from the bytes alone; the size of pictures, from their headers."""

from pathlib import Path

import magic
import pytest

from bulletdrop.media.detect import ALIASES, HEAD, Detected, detect
from tests.media.samples import SAMPLES, picture, turned_jpeg


def detected(tmp_path: Path, content: bytes) -> Detected:
    path = tmp_path / "0123456789abcdef"
    path.write_bytes(content)
    return detect(content[:HEAD], lambda: str(path))


@pytest.mark.parametrize("name", SAMPLES)
def test_types_are_told_from_the_bytes(tmp_path: Path, name: str) -> None:
    content, mime_type, _ = SAMPLES[name]
    assert detected(tmp_path, content).mime_type == mime_type


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP"])
def test_pictures_are_measured(tmp_path: Path, form: str) -> None:
    found = detected(tmp_path, picture(form))
    assert (found.width, found.height) == (23, 17)


def test_a_turned_photo_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    found = detected(tmp_path, turned_jpeg())
    assert (found.width, found.height) == (17, 23)


def huge_png() -> bytes:
    whole = bytearray(picture("PNG"))
    whole[16:24] = (65_535).to_bytes(4, "big") * 2
    return bytes(whole)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        picture("PNG")[:40],
        huge_png(),
        b"GIF89a",
        b"\xff\xd8\xff\xe1\xff\xff" + b"Exif\x00\x00" + b"\xff" * 60,
        b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 40,
        b"II*\x00\xff\xff\xff\xff" + b"\x00" * 40,
        b"BM" + b"\xff" * 60,
        b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run\n",
        b"\x00\x00\x01\x00\xff\xff" + b"\xff" * 64,
        b"\xfe\xff" * 100,
        b"\x00" * 65_536,
    ],
    ids=lambda content: content[:8].hex(),
)
def test_broken_and_hostile_files_have_a_type_and_no_harm_done(tmp_path: Path, content: bytes) -> None:
    found = detected(tmp_path, content)
    assert "/" in found.mime_type
    assert (found.width is None) == (found.height is None)


def test_a_picture_of_four_billion_pixels_is_measured_without_decoding_it(tmp_path: Path) -> None:
    found = detected(tmp_path, huge_png())
    assert (found.mime_type, found.width, found.height) in {
        ("image/png", 65_535, 65_535),
        ("image/png", None, None),  # Pillow saw that the header's checksum is wrong
    }


def iso_9660() -> bytes:
    descriptor = b"\x01CD001\x01\x00" + b"LINUX".ljust(32) + b"BACKUP".ljust(32)
    return bytes(16 * 2048) + descriptor.ljust(2048, b"\x00") + b"\xffCD001\x01".ljust(2048, b"\x00")


FURTHER_ON = {
    "iso": (iso_9660(), "application/x-iso9660-image"),
    "text, then none": (b"A line of words.\n" * 600 + b"\x00\x01\x02\xff" * 9000, "application/octet-stream"),
}


@pytest.mark.parametrize("name", FURTHER_ON)
def test_what_shows_only_further_on_is_seen(tmp_path: Path, name: str) -> None:
    content, mime_type = FURTHER_ON[name]
    assert detected(tmp_path, content).mime_type == mime_type


def test_random_bytes_are_no_programs(tmp_path: Path) -> None:
    as_programs_of_dos_begin = bytes.fromhex("e9c30b") + bytes(range(256)) * 20 + b"\xcd\x21"
    assert magic.Magic(mime=True).from_buffer(as_programs_of_dos_begin) == "application/x-dosexec"
    assert detected(tmp_path, as_programs_of_dos_begin).mime_type == "application/octet-stream"


@pytest.mark.parametrize("name", [*SAMPLES, *FURTHER_ON])
def test_a_look_at_the_beginning_tells_what_a_look_at_more_does(tmp_path: Path, name: str) -> None:
    content = SAMPLES[name][0] if name in SAMPLES else FURTHER_ON[name][0]
    said = magic.Magic(mime=True).from_buffer(content[:HEAD])
    assert detected(tmp_path, content).mime_type == ALIASES.get(said, said)


def test_only_the_beginning_decides(tmp_path: Path) -> None:
    assert detected(tmp_path, picture("PNG") + b"<script>alert(1)</script>" * 99).mime_type == "image/png"
