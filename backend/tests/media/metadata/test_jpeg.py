"""JPEG: application segments, comments, trailers; what stays of them."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from bulletdrop.media.metadata import exif
from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.oracle import PLANTED, Exiftool, cleaned, left_over, shown
from tests.media.metadata.planted import (
    ICC,
    IPTC,
    PACKET,
    PHOTOSHOP,
    TEXT,
    exif_block,
    gradient,
    saved,
    segment,
    with_everything,
)

PLAIN = saved(gradient(), "JPEG", icc_profile=ICC)
XMP = b"http://ns.adobe.com/xap/1.0/\0"


def jpeg(*segments: bytes, plain: bytes = PLAIN) -> bytes:
    """A JPEG with segments right after its JFIF segment."""
    return plain[:20] + b"".join(segments) + plain[20:]


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as writer:
        writer.writestr("a.txt", PLANTED)
    return out.getvalue()


KINDS = {
    "progressive": saved(gradient(), "JPEG", progressive=True),
    "grey": saved(gradient("L"), "JPEG"),
    "CMYK": saved(gradient("CMYK"), "JPEG"),
    "restart markers": saved(gradient(), "JPEG", restart_marker_blocks=2),
    "no JFIF": PLAIN[:2] + PLAIN[20:],
    "large profile": saved(gradient(), "JPEG", icc_profile=(70_000).to_bytes(4, "big") + ICC[4:].ljust(69_996, b"\0")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_all_kinds_of_pictures_lose_all_that_exiftool_can_write(kind: str, tmp_path: Path, exiftool: Exiftool) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(KINDS[kind])
    thumbnail = tmp_path / "thumbnail.jpg"
    thumbnail.write_bytes(jpeg(segment(0xFE, PLANTED)))
    more = (*IPTC, *PHOTOSHOP, f"-Comment={TEXT}", f"-ThumbnailImage<={thumbnail}", "-Orientation#=6")
    data = with_everything(exiftool, path, *more)
    out, words = cleaned(data, "image/jpeg")
    assert {"GPS", "camera", "date", "author", "title", "comments", "software"} <= set(words)
    assert {"thumbnail", "EXIF", "XMP", "IPTC", "Photoshop", "history"} <= set(words)
    assert shown(out) == shown(data)
    path.write_bytes(out)
    assert left_over(exiftool.told(path)) == []
    assert exiftool.told(path)["IFD0:Orientation"] == "Rotate 90 CW"


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_without_metadata_are_left_as_they_are(kind: str) -> None:
    assert clean_bytes(KINDS[kind], "image/jpeg") == (None, ())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_stays(orientation: int) -> None:
    data = jpeg(segment(0xE1, b"Exif\0\0" + exif_block(orientation)))
    out, words = cleaned(data, "image/jpeg")
    assert words == ("GPS", "camera", "author", "comments", "EXIF")
    assert shown(out) == shown(data)
    assert (b"Exif" in out) == (orientation != 1)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_an_orientation_alone_is_nothing_to_remove(orientation: int) -> None:
    data = jpeg(segment(0xE1, b"Exif\0\0" + exif.minimal(orientation)))
    assert clean_bytes(data, "image/jpeg") == (None, ())


def tiff_thumbnail() -> bytes:
    return segment(0xE0, b"JFXX\0\x10" + PLAIN[:200] + PLANTED)


SEGMENTS: dict[str, tuple[bytes, set[str]]] = {
    "comment": (segment(0xFE, PLANTED), {"comments"}),
    "XMP": (segment(0xE1, XMP + PACKET), {"XMP", "GPS", "author"}),
    "UTF-16 XMP": (segment(0xE1, XMP + PACKET.decode().encode("utf-16")), {"XMP", "GPS", "author"}),
    "extended XMP": (segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 40 + PLANTED), {"XMP"}),
    "broken Exif": (segment(0xE1, b"Exif\0\0" + PLANTED), {"EXIF"}),
    "Exif of many": (segment(0xE1, b"Exif\0\0" + exif.minimal(1)) + segment(0xE1, b"Exif\0\0" + PLANTED), {"EXIF"}),
    "JUMBF": (segment(0xEB, b"JP\0\1\0\0\0\1" + PLANTED), {"provenance"}),
    "Ducky": (segment(0xEC, b"Ducky\0\1\0\4" + PLANTED), {"Photoshop"}),
    "JFXX": (tiff_thumbnail(), {"thumbnail"}),
    "second JFIF": (segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0" + PLANTED), {"other data"}),
    "lone MPF": (segment(0xE2, b"MPF\0" + PLANTED), {"thumbnail"}),
    "lone ISO 21496": (segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0" + PLANTED), {"other data"}),
    "broken ICC": (segment(0xE2, b"ICC_PROFILE\0\1\2" + PLANTED), {"other data"}),
    "long Adobe": (segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + PLANTED), {"other data"}),
    "IRB without records": (segment(0xED, b"Photoshop 3.0\0" + PLANTED), {"Photoshop"}),
    **{f"APP{n}": (segment(0xE0 + n, PLANTED), {"other data"}) for n in range(16)},
    "bytes between": (PLANTED, {"other data"}),
    "fill bytes": (b"\xff" * 9 + segment(0xFE, PLANTED), {"comments"}),
}


@pytest.mark.parametrize("name", SEGMENTS)
def test_segments_that_nothing_needs_go(name: str) -> None:
    hidden, words = SEGMENTS[name]
    plain = saved(gradient(), "JPEG")
    data = jpeg(hidden, plain=plain)
    out, told = cleaned(data, "image/jpeg")
    assert set(told) == words
    assert shown(out) == shown(data)
    if name != "long Adobe":
        assert out == plain


def test_segments_between_the_scans_go() -> None:
    plain = KINDS["progressive"]
    second = plain.index(b"\xff\xda", plain.index(b"\xff\xda") + 2)
    table = (
        plain.rindex(b"\xff\xc4", 0, second)
        if plain.rfind(b"\xff\xc4", 0, second) > plain.index(b"\xff\xda")
        else second
    )
    data = plain[:table] + segment(0xFE, PLANTED) + segment(0xE1, XMP + PACKET) + plain[table:]
    out, words = cleaned(data, "image/jpeg")
    assert (out, words) == (plain, ("GPS", "author", "comments", "XMP"))


def test_a_jfif_thumbnail_goes() -> None:
    data = PLAIN[:2] + segment(0xE0, PLAIN[6:18] + b"\3\1" + PLANTED + b"\0\0") + PLAIN[20:]
    assert cleaned(data, "image/jpeg") == (PLAIN, ("thumbnail",))


def test_what_stands_behind_a_profile_goes() -> None:
    data = saved(gradient(), "JPEG", icc_profile=ICC + PLANTED)
    out, words = cleaned(data, "image/jpeg")
    assert words == ("other data",)
    assert Image.open(io.BytesIO(out)).info["icc_profile"] == ICC


FILM = b"\0\0\0\x18ftypmp42\0\0\0\0" + PLANTED
TRAILERS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "film": (FILM, ("motion video",)),
    "Samsung": (
        b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + FILM + b"SEFHk\0\0\0SEFT",
        ("motion video", "trailing data"),
    ),
    "Samsung without film": (b"\0\0\1\x0a\x0e\0\0\0Image_UTC_Data1" + PLANTED + b"SEFHk\0\0\0SEFT", ("trailing data",)),
    "zip": (archive(), ("trailing data",)),
    "picture": (jpeg(segment(0xFE, PLANTED)), ("thumbnail",)),
    "text": (PLANTED, ("trailing data",)),
    "zeros": (bytes(16), ("trailing data",)),
}


@pytest.mark.parametrize("name", TRAILERS)
def test_what_stands_after_the_picture_goes(name: str) -> None:
    trailer, words = TRAILERS[name]
    assert cleaned(PLAIN + trailer, "image/jpeg") == (PLAIN, words)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        PLAIN[:-2],
        PLAIN[:-2] + PLANTED,
        PLAIN[: len(PLAIN) // 2],
        b"\xff\xd8" + PLAIN,
        jpeg(b"\xff\xe1\0\1"),
        jpeg(b"\xff\xe1\xff\xff"),
        jpeg(segment(0xF7, PLANTED)),
        jpeg(segment(0xDD, b"\0\0" + PLANTED)),
        jpeg(segment(0xDB, b"\0" + bytes(64) + PLANTED)),
        jpeg(segment(0xC4, b"\0" + bytes(16) + PLANTED)),
        jpeg(b"\xff\x01"),
        PLANTED + PLAIN,
    ],
    ids=range(15),
)
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(Uncleanable):
        clean_bytes(data, "image/jpeg")
