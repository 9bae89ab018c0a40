"""PNG and APNG: chunks of text, time and Exif; what stays of them."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from bulletdrop.media.metadata import exif
from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.oracle import PLANTED, Exiftool, cleaned, left_over, shown
from tests.media.metadata.planted import ICC, PACKET, chunk, exif_block, gradient, saved, with_everything

FRAMES = [gradient("RGBA", shift=40 * number) for number in range(3)]
ANIMATED = saved(FRAMES[0], "PNG", save_all=True, append_images=FRAMES[1:], duration=[50, 70, 90], loop=3)
PALETTE = saved(gradient().quantize(16), "PNG", transparency=3)
KINDS = {
    "colour": saved(gradient(), "PNG", icc_profile=ICC, dpi=(144, 144)),
    "grey": saved(gradient("L"), "PNG", transparency=0),
    "palette": PALETTE,
    "16 bits": saved(gradient("I;16"), "PNG"),
    "alpha": saved(gradient("RGBA"), "PNG"),
    "animated": ANIMATED,
}
PLAIN = saved(gradient(), "PNG")
COLOURS = b"".join(
    [
        chunk(b"gAMA", struct.pack(">I", 45_455)),
        chunk(b"cHRM", struct.pack(">8I", 31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000)),
        chunk(b"sRGB", b"\0"),
        chunk(b"sBIT", b"\x08\x08\x08"),
        chunk(b"cICP", b"\x09\x10\0\1"),
        chunk(b"mDCV", bytes(range(24))),
        chunk(b"cLLI", bytes(range(8))),
        chunk(b"bKGD", bytes(6)),
        chunk(b"pHYs", struct.pack(">IIB", 5669, 5669, 1)),
    ]
)


def png(*chunks: bytes, plain: bytes = PLAIN) -> bytes:
    """A PNG with chunks right after its IHDR."""
    return plain[:33] + b"".join(chunks) + plain[33:]


def late(*chunks: bytes) -> bytes:
    """A PNG with chunks before its IEND."""
    return PLAIN[:-12] + b"".join(chunks) + PLAIN[-12:]


@pytest.mark.parametrize("kind", KINDS)
def test_all_kinds_of_pictures_lose_all_that_exiftool_can_write(kind: str, tmp_path: Path, exiftool: Exiftool) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(chunk(b"tIME", bytes((7, 232, 5, 6, 7, 8, 9))), plain=KINDS[kind]))
    names = ("Author", "Comment", "Copyright", "Software", "Title", "Source")
    data = with_everything(exiftool, path, *(f"-PNG:{name}=PLANTED" for name in names), "-EXIF:Orientation#=8")
    out, words = cleaned(data, "image/png")
    assert {"GPS", "camera", "date", "author", "title", "comments", "software", "EXIF", "XMP", "history"} <= set(words)
    assert shown(out) == shown(data)
    path.write_bytes(out)
    assert left_over(exiftool.told(path)) == []
    assert exiftool.told(path)["IFD0:Orientation"] == "Rotate 270 CW"


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_without_metadata_are_left_as_they_are(kind: str) -> None:
    assert clean_bytes(KINDS[kind], "image/png") == (None, ())


def test_chunks_that_change_the_colours_stay() -> None:
    data = png(COLOURS, chunk(b"tEXt", b"Comment\0" + PLANTED))
    assert cleaned(data, "image/png") == (png(COLOURS), ("comments",))


@pytest.mark.parametrize("orientation", range(2, 9))
def test_the_orientation_stays(orientation: int) -> None:
    turned = png(chunk(b"eXIf", exif.minimal(orientation)))
    data = png(chunk(b"eXIf", exif_block(orientation)))
    assert cleaned(data, "image/png") == (turned, ("GPS", "camera", "author", "comments", "EXIF"))
    assert clean_bytes(turned, "image/png") == (None, ())


def compressed(text: bytes = PLANTED) -> bytes:
    return zlib.compress(text)


CHUNKS: dict[str, tuple[bytes, set[str]]] = {
    "tEXt": (chunk(b"tEXt", b"Author\0" + PLANTED), {"author"}),
    "zTXt": (chunk(b"zTXt", b"Title\0\0" + compressed()), {"title"}),
    "iTXt": (chunk(b"iTXt", b"Comment\0\1\0en\0\0" + compressed()), {"comments"}),
    "prompt": (chunk(b"tEXt", b"parameters\0" + PLANTED), {"comments"}),
    "XMP": (chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET), {"XMP", "GPS", "author"}),
    "compressed XMP": (
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + compressed(PACKET)),
        {"XMP", "GPS", "author"},
    ),
    "raw profile": (chunk(b"zTXt", b"Raw profile type exif\0\0" + compressed()), {"EXIF"}),
    "second eXIf": (
        chunk(b"eXIf", exif.minimal(1)) + chunk(b"eXIf", exif_block(3)),
        {"GPS", "camera", "author", "comments", "EXIF"},
    ),
    "zxIf": (chunk(b"zxIf", PLANTED), {"EXIF"}),
    "tIME": (chunk(b"tIME", bytes(7)), {"date"}),
    "C2PA": (chunk(b"caBX", PLANTED), {"provenance"}),
    "private": (chunk(b"prVt", PLANTED), {"other data"}),
    "sPLT": (chunk(b"sPLT", PLANTED + b"\0\x08"), {"other data"}),
    "wrong CRC": (chunk(b"tEXt", b"Author\0" + PLANTED)[:-4] + b"oops", {"author"}),
    "damaged gAMA": (chunk(b"gAMA", b"PLAN")[:-4] + b"TEDX", {"other data"}),
    "damaged profile": (chunk(b"iCCP", b"x\0\0" + compressed(ICC))[:-4] + b"oops", {"other data"}),
    "long gAMA": (chunk(b"gAMA", bytes(4) + PLANTED), {"other data"}),
    "long tRNS": (chunk(b"tRNS", PLANTED), {"other data"}),
    "no profile": (chunk(b"iCCP", b"x\0\0" + compressed()), {"other data"}),
    "broken profile": (chunk(b"iCCP", b"x\0\0" + PLANTED), {"other data"}),
    "frames of no animation": (chunk(b"fcTL", bytes(26)) + chunk(b"fdAT", bytes(4) + PLANTED), {"other data"}),
}


@pytest.mark.parametrize("name", CHUNKS)
def test_chunks_that_nothing_needs_go(name: str) -> None:
    hidden, words = CHUNKS[name]
    for data in (png(hidden), late(hidden)):
        out, told = cleaned(data, "image/png")
        assert (out, set(told)) == (PLAIN, words)


def test_repeated_chunks_go() -> None:
    gamma = chunk(b"gAMA", struct.pack(">I", 45_455))
    data = png(gamma, chunk(b"gAMA", b"text"), chunk(b"gAMA", b"more"))
    assert cleaned(data, "image/png") == (png(gamma), ("other data",))


def test_what_stands_behind_a_profile_goes() -> None:
    for hidden in (zlib.compress(ICC) + PLANTED, zlib.compress(ICC + PLANTED)):
        out, words = cleaned(png(chunk(b"iCCP", b"name\0\0" + hidden)), "image/png")
        assert words == ("other data",)
        assert Image.open(io.BytesIO(out)).info["icc_profile"] == ICC


@pytest.mark.parametrize("trailer", [PLANTED, PLAIN, chunk(b"tEXt", b"Author\0" + PLANTED), b"\0"])
def test_what_stands_after_the_end_goes(trailer: bytes) -> None:
    assert cleaned(PLAIN + trailer, "image/png") == (PLAIN, ("trailing data",))
    assert cleaned(PLAIN[:-12] + chunk(b"IEND", trailer), "image/png") == (PLAIN, ("trailing data",))


def test_a_bomb_in_a_profile_is_not_inflated() -> None:
    bomb = zlib.compress(bytes(80 << 20), 9)
    assert cleaned(png(chunk(b"iCCP", b"x\0\0" + bomb)), "image/png") == (PLAIN, ("other data",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PLAIN[:8],
        PLAIN[:33],
        PLAIN[:33] + PLAIN[-12:],
        PLAIN[:-12],
        PLAIN[:-1],
        PLAIN[:8] + chunk(b"tEXt", PLANTED) + PLAIN[8:],
        png(chunk(b"CgBI", PLANTED)),
        png(chunk(b"\0\0\0\0", PLANTED)),
        late(chunk(b"tEXt", PLANTED), chunk(b"IDAT", PLANTED)),
        png(b"\xff\xff\xff\xfftEXt"),
        PLAIN[:60] + b"oops" + PLAIN[64:],
        PLAIN[:16] + b"oops" + PLAIN[20:],
        ANIMATED.replace(b"acTL\0\0\0\3", b"acTL\0\0\0\4"),
    ],
    ids=range(14),
)
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(Uncleanable):
        clean_bytes(data, "image/png")
