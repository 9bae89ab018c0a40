"""Which words are told for Exif, XMP, Photoshop resources and IPTC; hostile blocks cost no time."""

import contextlib
import struct

import pytest

from bulletdrop.media.metadata import exif, icc, photoshop, xmp
from bulletdrop.media.metadata.clean import IN_PROCESS, clean_bytes
from bulletdrop.media.metadata.words import WORDS, Uncleanable, ordered
from tests.media.metadata.planted import ICC, chunk, exif_block, gradient, saved, segment
from tests.media.metadata.tiffs import ASCII, LONG, SHORT, UNDEFINED, Value, page, text, tiff


def block(fields: dict[int, Value], **linked: dict[int, Value]) -> bytes:
    one = page()
    one.fields = fields
    one.linked = {int(name[1:], 16): directory for name, directory in linked.items()}
    one.blocks = []
    return tiff(one)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (block({0x010F: text(b"maker")}), {"camera"}),
        (block({0x010F: text(b"   ")}), set()),
        (block({0x010E: text(b"")}), set()),
        (block({}, x8769={0x9286: (UNDEFINED, b"ASCII\0\0\0   ")}), set()),
        (block({}, x8769={0x9286: (UNDEFINED, b"ASCII\0\0\0words")}), {"comments"}),
        (block({}, x8769={0x927C: (UNDEFINED, b"any")}), {"maker notes"}),
        (block({}, x8825={0: (1, b"\2\2\0\0")}), set()),
        (block({}, x8825={0x1D: text(b"2024:05:06")}), {"date"}),
        (block({}, x8825={2: (5, (1, 1, 1, 1, 1, 1))}), {"GPS"}),
        (tiff(page(t256=(SHORT, (1,))), page(t513=(LONG, (8,)))), {"thumbnail"}),
        (b"anything", set()),
        (b"", set()),
    ],
)
def test_an_exif_block_is_told_by_what_is_in_it(content: bytes, words: set[str]) -> None:
    assert exif.read(content).words == {"EXIF"} | words


@pytest.mark.parametrize(
    ("kind", "values"), [(SHORT, (9,)), (SHORT, (0,)), (LONG, (6,)), (ASCII, b"6\0"), (SHORT, (6, 6))]
)
def test_an_orientation_that_is_none_turns_nothing(kind: int, values: tuple[int, ...] | bytes) -> None:
    assert exif.read(block({0x0112: (kind, values)})).orientation == 1


def test_the_smallest_block_holds_the_orientation() -> None:
    for orientation in range(1, 9):
        assert exif.read(exif.minimal(orientation)).orientation == orientation
        assert exif.read(exif_block(orientation)).orientation == orientation


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        (b'<rdf:Description exif:GPSLatitude="1"', {"GPS"}),
        (b"<tiff:Make>x</tiff:Make>", {"camera"}),
        (b"<dc:creator/>", {"author"}),
        (b'\nxmp:CreatorTool = "x"', {"software"}),
        (b"<xmpMM:History>", {"history"}),
        (b'<x about="dc:creators"/>', set()),
        (b"", set()),
    ],
)
def test_a_packet_is_told_by_its_names(packet: bytes, words: set[str]) -> None:
    assert xmp.words(packet) == {"XMP"} | words


def resource(number: int, content: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(content)) + content + b"\0" * (len(content) % 2)


def record(number: int, content: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, 2, number, len(content)) + content


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        (
            resource(0x0404, record(80, b"me") + record(55, b"20240506") + record(120, b"x")),
            {"IPTC", "author", "date", "title"},
        ),
        (resource(0x0404, record(80, b"")), {"IPTC"}),
        (resource(0x040C, b"x"), {"Photoshop", "thumbnail"}),
        (resource(0x03ED, bytes(16)) + resource(0x0404, b""), {"Photoshop", "IPTC"}),
        (resource(0x0422, exif.minimal(3)), {"EXIF"}),
        (resource(0x0424, b"<dc:title>"), {"XMP", "title"}),
        (b"8BIM", {"Photoshop"}),
        (b"", {"Photoshop"}),
    ],
)
def test_photoshop_resources_are_told_by_what_is_in_them(resources: bytes, words: set[str]) -> None:
    assert photoshop.resource_words(resources) == words


def test_words_are_told_in_one_order() -> None:
    assert ordered(["XMP", "date", "GPS", "date"]) == ("GPS", "date", "XMP")
    assert ordered(WORDS) == WORDS


@pytest.mark.parametrize("profile", [b"", ICC[:-1], ICC[:131], b"\xff" * 4 + ICC[4:], ICC[:36] + b"ACSP" + ICC[40:]])
def test_what_is_no_profile_is_none(profile: bytes) -> None:
    assert icc.sound(profile) is None
    assert icc.sound(ICC) == icc.sound(ICC + b"more") == ICC


def test_other_types_are_refused() -> None:
    assert "image/avif" not in IN_PROCESS
    with pytest.raises(Uncleanable):
        clean_bytes(b"", "image/avif")


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_all_that_holds_bytes_is_taken(kind: type[bytes | bytearray | memoryview]) -> None:
    plain = saved(gradient(), "JPEG")
    assert clean_bytes(kind(plain + b"more"), "image/jpeg") == (plain, ("trailing data",))
    assert clean_bytes(kind(plain), "image/jpeg") == (None, ())


def pointers(number: int) -> bytes:
    """An Exif block in which every field leads to the one directory of as many fields."""
    fields = b"".join(struct.pack(">HHII", 0x8769 + (at % 2) * 0xBC, 4, 1, 8) for at in range(number))
    return b"MM\0*\0\0\0\x08" + struct.pack(">H", number) + fields + bytes(4)


def jpeg(segments: bytes) -> bytes:
    plain = saved(gradient(), "JPEG")
    return plain[:20] + segments + plain[20:]


def long_texts(number: int) -> bytes:
    """A TIFF in which every field is the same long blank text."""
    fields = b"".join(struct.pack(">HHII", 0x010F, 2, 12 * number, 8) for _ in range(number))
    return b"MM\0*\0\0\0\x08" + struct.pack(">H", number) + fields + bytes(4)


HOSTILE = {
    "pointers": (jpeg(segment(0xE1, b"Exif\0\0" + pointers(5_000)) * 40), "jpeg"),
    "texts": (long_texts(65_000), "tiff"),
    "fill": (b"\xff\xd8" + b"\xff" * 2_000_000, "jpeg"),
    "segments": (b"\xff\xd8" + b"\xff\xe1\0\2" * 250_000, "jpeg"),
    "crumbs": (jpeg(b"\xff\xe1\0\2" * 250_000), "jpeg"),
    "PNG crumbs": (
        saved(gradient(), "PNG")[:-12] + chunk(b"IDAT", b"") * 250_000 + saved(gradient(), "PNG")[-12:],
        "png",
    ),
    "strips": (tiff(page(t273=(LONG, (8,) * 250_000), t279=(LONG, (0,) * 250_000))), "tiff"),
    "starts": (b"\xff\xd8" * 500_000, "jpeg"),
    "boxes": (b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl " + b"\0\0\0\x08free" * 100_000, "jxl"),
    "chunks": (b"RIFF" + struct.pack("<I", 800_004) + b"WEBP" + bytes(800_000), "webp"),
    "sub-blocks": (b"GIF89a" + bytes(7) + b"\x21\xfe" + b"\1a" * 400_000, "gif"),
    "extensions": (b"GIF89a" + bytes(7) + b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0" * 40_000, "gif"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_no_more_than_their_size(name: str) -> None:
    """Read in the square of their size, each would take minutes; the run is then seen to stand here."""
    data, form = HOSTILE[name]
    with contextlib.suppress(Uncleanable):
        clean_bytes(data, f"image/{form}")
