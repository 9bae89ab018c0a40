"""JPEG XL: the boxes around the codestream. Nothing here decodes one; its bytes are compared."""

import struct
from pathlib import Path

import pytest

from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.oracle import PLANTED, Exiftool, cleaned, left_over
from tests.media.metadata.planted import PACKET, exif_block, with_everything

# 8 by 8 pixels (18181-1 SizeHeader: small, 1, ratio 1); the rest are bytes that look coded.
CODESTREAM = b"\xff\x0a\x41" + bytes(range(7, 200))
SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
TYPE = b"\0\0\0\x14ftypjxl \0\0\0\0jxl "


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


WHOLE = box(b"jxlc", CODESTREAM)
PARTS = box(b"jxlp", bytes(4) + CODESTREAM[:99]) + box(b"jxlp", b"\x80\0\0\1" + CODESTREAM[99:])
PLAIN = SIGNATURE + TYPE + WHOLE


def test_a_bare_codestream_is_left_as_it_is() -> None:
    assert clean_bytes(CODESTREAM, "image/jxl") == (None, ())


@pytest.mark.parametrize("boxes", [WHOLE, PARTS, box(b"jxll", b"\x0a") + WHOLE, box(b"jxli", bytes(9)) + PARTS])
def test_pictures_without_metadata_are_left_as_they_are(boxes: bytes) -> None:
    assert clean_bytes(SIGNATURE + TYPE + boxes, "image/jxl") == (None, ())


def test_what_exiftool_can_write_goes(tmp_path: Path, exiftool: Exiftool) -> None:
    path = tmp_path / "a.jxl"
    path.write_bytes(PLAIN)
    data = with_everything(exiftool, path)
    out, words = cleaned(data, "image/jxl")
    assert (out, words) == (
        PLAIN,
        ("GPS", "camera", "date", "author", "title", "comments", "software", "EXIF", "XMP", "history"),
    )
    path.write_bytes(out)
    assert left_over(exiftool.told(path), {"Jpeg2000": {"MajorBrand", "MinorVersion", "CompatibleBrands"}}) == []


BOXES: dict[str, tuple[bytes, set[str]]] = {
    "Exif": (box(b"Exif", bytes(4) + exif_block()), {"GPS", "camera", "author", "comments", "EXIF"}),
    "broken Exif": (box(b"Exif", b"\xff\xff\xff\xff" + PLANTED), {"EXIF"}),
    "XMP": (box(b"xml ", PACKET), {"XMP", "GPS", "author"}),
    "JUMBF": (box(b"jumb", PLANTED), {"provenance"}),
    "compressed Exif": (box(b"brob", b"Exif" + PLANTED), {"EXIF"}),
    "compressed XMP": (box(b"brob", b"xml " + PLANTED), {"XMP"}),
    "JPEG's": (box(b"jbrd", PLANTED), {"other data"}),
    "free": (box(b"free", PLANTED), {"other data"}),
    "uuid": (box(b"uuid", PLANTED), {"other data"}),
    "long level": (box(b"jxll", PLANTED), {"other data"}),
    "long size": (struct.pack(">I4sQ", 1, b"free", 16 + 7) + PLANTED, {"other data"}),
    "to the end": (b"\0\0\0\0free" + PLANTED, {"other data"}),
}


@pytest.mark.parametrize("name", BOXES)
def test_boxes_that_nothing_needs_go(name: str) -> None:
    hidden, words = BOXES[name]
    out, told = cleaned(PLAIN + hidden, "image/jxl")
    assert (out, set(told)) == (PLAIN, words)


def test_a_type_that_says_more_is_put_right() -> None:
    data = SIGNATURE + box(b"ftyp", b"jxl \0\0\0\0jxl PLAN" + PLANTED) + WHOLE
    assert cleaned(data, "image/jxl") == (PLAIN, ("other data",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        SIGNATURE,
        SIGNATURE + TYPE,
        SIGNATURE + WHOLE,
        PLAIN[:-1],
        PLAIN + PLANTED,
        PLAIN + WHOLE,
        PLAIN + PARTS,
        SIGNATURE + TYPE + PARTS + WHOLE,
        PLAIN + TYPE,
        PLAIN + b"\0\0\0\2free",
        PLAIN + b"\0\0\0\1free" + b"\xff" * 8,
    ],
    ids=range(12),
)
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(Uncleanable):
        clean_bytes(data, "image/jxl")
