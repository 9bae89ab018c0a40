"""TIFF: the fields and pages that tell, in files of all shapes; raw camera files are refused."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.oracle import PLANTED, TIFF_LEFT, Exiftool, cleaned, left_over, shown
from tests.media.metadata.planted import ICC, IPTC, PACKET, PHOTOSHOP, gradient, saved, segment, with_everything
from tests.media.metadata.tiffs import BYTE, LONG, SHORT, UNDEFINED, Page, Tiff, Value, page, text, tiff

KINDS = {
    "plain": saved(gradient(), "TIFF", icc_profile=ICC, dpi=(300, 300)),
    "LZW": saved(gradient(), "TIFF", compression="tiff_lzw"),
    "Deflate": saved(gradient("RGBA"), "TIFF", compression="tiff_adobe_deflate"),
    "JPEG": saved(gradient(), "TIFF", compression="jpeg"),
    "fax": saved(gradient("1"), "TIFF", compression="group4"),
    "palette": saved(gradient().quantize(16), "TIFF"),
    "CMYK": saved(gradient("CMYK"), "TIFF"),
    "pages": saved(gradient(), "TIFF", save_all=True, append_images=[gradient("L"), gradient(shift=9)]),
    "big": saved(gradient(), "TIFF", big_tiff=True),
    "big-endian": saved(gradient("I;16B"), "TIFF"),
}
LEFT = {f"IFD{number}": TIFF_LEFT for number in range(4)}
POSITION: dict[int, Value] = {1: text(b"N"), 2: (5, (48, 1, 6, 1, 0, 1))}
CAMERA: dict[int, Value] = {0x9003: text(b"PLANTED"), 0xA434: text(b"PLANTED"), 0x927C: (UNDEFINED, PLANTED)}
TOLD: dict[int, Value] = {
    270: text(PLANTED),
    271: text(PLANTED),
    305: text(PLANTED),
    306: text(PLANTED),
    315: text(PLANTED),
    316: text(PLANTED),
    700: (BYTE, PACKET),
    33_432: text(PLANTED),
    33_723: (UNDEFINED, PLANTED),
    34_377: (BYTE, PLANTED),
    42_112: text(PLANTED),
}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "big"])  # which exiftool does not write
def test_all_kinds_of_pictures_lose_all_that_exiftool_can_write(kind: str, tmp_path: Path, exiftool: Exiftool) -> None:
    path = tmp_path / "a.tiff"
    path.write_bytes(KINDS[kind])
    data = with_everything(exiftool, path, *IPTC, *PHOTOSHOP, "-Orientation#=6")
    out, words = cleaned(data, "image/tiff")
    assert {"GPS", "camera", "date", "author", "title", "software"} <= set(words)
    assert {"comments", "EXIF", "XMP", "IPTC", "Photoshop"} <= set(words)
    assert shown(out) == shown(data)
    path.write_bytes(out)
    tags = exiftool.told(path)
    assert left_over(tags, LEFT) == []
    assert tags["IFD0:Orientation"] == "Rotate 90 CW"


# Pillow leaves a second and a third header between its pages; they go.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pages"])
def test_pictures_without_metadata_are_left_as_they_are(kind: str, tmp_path: Path, exiftool: Exiftool) -> None:
    path = tmp_path / "a.tiff"
    path.write_bytes(KINDS[kind])
    assert left_over(exiftool.told(path), LEFT) == []
    assert clean_bytes(KINDS[kind], "image/tiff") == (None, ())


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("big", [False, True])
def test_fields_that_tell_go_in_both_byte_orders_and_sizes(*, order: str, big: bool) -> None:
    told = page()
    told.fields |= TOLD
    told.linked = {0x8769: CAMERA, 0x8825: POSITION}
    data = tiff(told, page(t297=(SHORT, (1, 2))), order=order, big=big)
    plain = tiff(page(), page(t297=(SHORT, (1, 2))), order=order, big=big)
    out, words = cleaned(data, "image/tiff")
    assert clean_bytes(plain, "image/tiff") == (None, ())
    assert page().blocks[0] + page().blocks[1] in out
    if (order, big) != (">", True):  # which Pillow does not read
        assert shown(out) == shown(data) == shown(plain)
    assert words == (
        *("GPS", "camera", "date", "author", "title", "software", "maker notes", "EXIF", "XMP", "IPTC", "Photoshop"),
        "other data",
    )


def test_tiles_are_copied() -> None:
    tiles = [bytes([number]) * 256 for number in range(4)]
    fields = page(32, 32).fields | {322: (SHORT, (16,)), 323: (SHORT, (16,)), 270: text(PLANTED)}
    del fields[278]
    data = tiff(Page(tiles, fields, tiled=True))
    out, words = cleaned(data, "image/tiff")
    assert words == ("title",)
    assert shown(out) == shown(data)


def test_reduced_pages_and_sub_directories_go() -> None:
    small = page(8, 4, t254=(LONG, (1,)), t270=text(PLANTED))
    whole = page()
    whole.linked = {330: small.fields | {700: (BYTE, PLANTED)}}
    out, words = cleaned(tiff(whole, small), "image/tiff")
    assert words == ("title", "thumbnail")
    assert shown(out) == shown(tiff(page()))


def test_bytes_that_no_page_leads_to_go() -> None:
    out, words = cleaned(tiff(page()) + PLANTED, "image/tiff")
    assert (words, shown(out)) == (("other data",), shown(tiff(page())))


def test_bytes_behind_the_pixels_of_a_strip_go() -> None:
    pixels = page().blocks
    out, words = cleaned(tiff(page(blocks=[pixels[0] + PLANTED, pixels[1] + PLANTED])), "image/tiff")
    assert (words, shown(out)) == (("other data",), shown(tiff(page())))


def test_metadata_inside_a_jpeg_strip_goes() -> None:
    plain = saved(gradient("L", (16, 8)), "JPEG")
    hidden = plain[:20] + segment(0xFE, PLANTED) + segment(0xE1, b"Exif\0\0" + PLANTED) + plain[20:]
    one = page(compression=7, blocks=[hidden], t278=(SHORT, (8,)))
    out, words = cleaned(tiff(one), "image/tiff")
    assert words == ("comments", "EXIF")
    assert shown(out) == shown(tiff(one))


def test_metadata_inside_shared_tables_goes() -> None:
    data = bytearray(KINDS["JPEG"])
    with Image.open(io.BytesIO(data)) as image:
        tables = image.tag_v2[347]  # type: ignore[attr-defined]
    one = page(compression=7, blocks=[saved(gradient("L", (16, 8)), "JPEG")], t278=(SHORT, (8,)))
    one.fields[347] = (UNDEFINED, tables[:2] + segment(0xFE, PLANTED) + tables[2:])
    out, words = cleaned(tiff(one), "image/tiff")
    assert words == ("comments",)
    assert tables in out


def test_what_stands_behind_a_profile_goes() -> None:
    out, words = cleaned(tiff(page(t34675=(UNDEFINED, ICC + PLANTED))), "image/tiff")
    assert words == ("other data",)
    assert shown(out)[2] == ICC
    assert cleaned(tiff(page(t34675=(UNDEFINED, PLANTED))), "image/tiff")[1] == ("other data",)


RAW = {
    "DNG": tiff(page(t50706=(BYTE, b"\1\4\0\0"))),
    "CFA": tiff(page(t262=(SHORT, (32_803,)))),
    "NEF": tiff(page(compression=34_713)),
    "CR2": tiff(page())[:8] + b"CR\2\0" + tiff(page())[12:],
    "CFA pattern": tiff(page(t33422=(BYTE, b"\0\1\1\2"))),
}


@pytest.mark.parametrize("kind", RAW)
def test_raw_camera_files_are_refused(kind: str) -> None:
    with pytest.raises(Uncleanable, match="raw camera files need their camera data to be developed"):
        clean_bytes(RAW[kind], "image/tiff")


def test_raw_files_with_their_picture_in_a_sub_directory_are_refused() -> None:
    preview = page(8, 4, t254=(LONG, (1,)))
    preview.linked = {330: page(t262=(SHORT, (32_803,))).fields}
    with pytest.raises(Uncleanable, match="raw camera files"):
        clean_bytes(tiff(preview), "image/tiff")


def endless() -> bytes:
    """A page that is followed by itself."""
    data = bytearray(tiff(page()))
    struct.pack_into("<I", data, len(data) - 4, struct.unpack_from("<I", data, 4)[0])
    return bytes(data)


def overlapping() -> bytes:
    """Many pages with the same pixels."""
    writer = Tiff()
    strips = page(64, 64).blocks
    for _ in range(50):
        writer.put(page(64, 64, blocks=[]))
    data = bytes(writer.out)
    whole = data + b"".join(strips) * 4
    return whole.replace(struct.pack("<HHI", 273, 4, 0) + bytes(4), struct.pack("<HHII", 273, 4, 1, len(data))).replace(
        struct.pack("<HHI", 279, 4, 0) + bytes(4), struct.pack("<HHII", 279, 4, 1, 64 * 64)
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"II*\0",
        b"II*\0\x08\0\0\0\xff\xff",
        b"MM\0+\0\x08\0\0" + b"\xff" * 20,
        b"II*\0" + bytes(4),
        tiff(page())[:-1],
        tiff(page(t254=(LONG, (1,)))),
        tiff(page(compression=6)),
        tiff(page(compression=34_712)),
        tiff(page(blocks=[])),
        tiff(page(blocks=[bytes(64), bytes(63)])),
        tiff(page(t278=(SHORT, (8,)))),
        tiff(page(t257=(SHORT, (9,)))),
        tiff(page(t256=text(PLANTED))),
        tiff(page(t274=(SHORT, (1,) * 99))),
        endless(),
        overlapping(),
        tiff(page(t33422=(BYTE, b"\0\1\1\2")))[:40],
    ],
    ids=range(18),
)
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(Uncleanable):
        clean_bytes(data, "image/tiff")
