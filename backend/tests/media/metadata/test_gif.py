"""GIF: comments, applications' blocks and what stands after the trailer."""

from pathlib import Path

import pytest

from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.oracle import PLANTED, Exiftool, cleaned, left_over, shown
from tests.media.metadata.planted import ICC, PACKET, gradient, saved, sub_blocks

FRAMES = [gradient(shift=40 * number) for number in range(3)]
ANIMATED = saved(
    FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:], duration=[50, 70, 90], loop=3, disposal=2, transparency=0
)
PLAIN = saved(gradient(), "GIF")
KINDS = {"still": PLAIN, "grey": saved(gradient("L"), "GIF"), "animated": ANIMATED}
LOOP = b"\x21\xff\x0bNETSCAPE2.0\3\1"


def gif(*blocks: bytes, plain: bytes = PLAIN) -> bytes:
    """A GIF with blocks right after its colour table."""
    at = 13 + (3 << (plain[10] & 7) + 1 if plain[10] & 0x80 else 0)
    return b"GIF89a" + plain[6:at] + b"".join(blocks) + plain[at:]


def application(name: bytes, content: bytes) -> bytes:
    return b"\x21\xff\x0b" + name + sub_blocks(content)


CLEAN = gif()
# As Adobe writes it: no sub-blocks, but every byte leads on to the end of the ramp (XMP specification part 3, 1.1.2)
XMP = b"\x21\xff\x0bXMP DataXMP" + PACKET + b"\1" + bytes(range(255, -1, -1)) + b"\0"


@pytest.mark.parametrize("kind", KINDS)
def test_all_kinds_of_pictures_lose_all_that_exiftool_can_write(kind: str, tmp_path: Path, exiftool: Exiftool) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif(plain=KINDS[kind]))
    data = exiftool.write(
        path, "-Comment=PLANTED", "-XMP:Creator=PLANTED", "-XMP:GPSLatitude=48.1", "-XMP:Title=PLANTED"
    )
    out, words = cleaned(data, "image/gif")
    assert words == ("GPS", "author", "title", "comments", "XMP")
    assert shown(out) == shown(data)
    path.write_bytes(out)
    assert left_over(exiftool.told(path)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_without_metadata_are_left_as_they_are(kind: str) -> None:
    assert clean_bytes(KINDS[kind], "image/gif") == (None, ())


BLOCKS: dict[str, tuple[bytes, set[str]]] = {
    "comment": (b"\x21\xfe" + sub_blocks(PLANTED * 99), {"comments"}),
    "plain text": (b"\x21\x01\x0c" + bytes(12) + sub_blocks(PLANTED), {"comments"}),
    "XMP": (XMP, {"XMP", "GPS", "author"}),
    "C2PA": (application(b"C2PA_GIF\1\0\0", PLANTED), {"provenance"}),
    "IPTC": (application(b"MGKIPTC0000", PLANTED), {"IPTC"}),
    "application": (application(b"SOMEBODY1.0", PLANTED), {"other data"}),
    "no profile": (application(b"ICCRGBG1012", PLANTED), {"other data"}),
    "odd application": (b"\x21\xff" + sub_blocks(PLANTED), {"other data"}),
    "unknown": (b"\x21\x77" + sub_blocks(PLANTED), {"other data"}),
    "odd control": (b"\x21\xf9" + sub_blocks(PLANTED), {"other data"}),
    "controls of many": (b"\x21\xf9\4\0PLA\0" * 3 + b"\x21\xf9\4\0\0\0\0\0", {"other data"}),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_that_nothing_needs_go(name: str) -> None:
    hidden, words = BLOCKS[name]
    control = b"\x21\xf9\4\0\0\0\0\0" if name == "controls of many" else b""
    out, told = cleaned(gif(hidden), "image/gif")
    assert (out, set(told)) == (gif(control), words)
    out, told = cleaned(CLEAN[:-1] + hidden + b";", "image/gif")
    assert (out, set(told)) == (CLEAN, words)


def test_the_loop_stays_without_what_stands_behind_it() -> None:
    out, words = cleaned(gif(LOOP + b"\x07\0" + sub_blocks(PLANTED)), "image/gif")
    assert (out, words) == (gif(LOOP + b"\x07\0\0"), ("other data",))
    out, words = cleaned(gif(LOOP + b"\x07\0\0" + LOOP + b"\x09\0\0"), "image/gif")
    assert (out, words) == (gif(LOOP + b"\x09\0\0"), ("other data",))


def test_a_profile_stays() -> None:
    assert clean_bytes(gif(application(b"ICCRGBG1012", ICC)), "image/gif") == (None, ())


@pytest.mark.parametrize("trailer", [PLANTED, b"\x21\xfe" + sub_blocks(PLANTED), PLAIN, b"\0"])
def test_what_stands_after_the_trailer_goes(trailer: bytes) -> None:
    assert cleaned(PLAIN + trailer, "image/gif") == (PLAIN, ("trailing data",))


def test_a_missing_trailer_is_no_reason_to_refuse() -> None:
    assert cleaned(PLAIN[:-1] + b"\x21\xfe" + sub_blocks(PLANTED), "image/gif") == (PLAIN, ("comments",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PLAIN[:13],
        PLAIN[:-2],
        PLAIN[: len(PLAIN) // 2],
        gif(PLANTED),
        CLEAN[:-1] + PLANTED,
        CLEAN[:13] + b";",
        gif(b"\x21\xfe\xff"),
        gif(b"\x21"),
        CLEAN[:-1] + b"\x2c\0\0",
    ],
    ids=range(10),
)
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(Uncleanable):
        clean_bytes(data, "image/gif")
