"""WebP: its metadata chunks, in still pictures and animations."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from bulletdrop.media.metadata import exif
from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.oracle import PLANTED, Exiftool, cleaned, left_over, shown
from tests.media.metadata.planted import ICC, PACKET, exif_block, gradient, riff_chunk, saved, with_everything

FRAMES = [gradient("RGBA", shift=40 * number) for number in range(3)]
KINDS = {
    "lossy": saved(gradient(), "WEBP"),
    "lossless": saved(gradient(), "WEBP", lossless=True),
    "alpha": saved(Image.merge("RGBA", (*gradient().split(), gradient("L"))), "WEBP"),
    "profile": saved(gradient(), "WEBP", icc_profile=ICC),
    "animated": saved(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:], duration=[50, 70, 90], loop=3),
}
EXTENDED = KINDS["alpha"]


def webp(*chunks: bytes, plain: bytes = EXTENDED) -> bytes:
    """A WebP with chunks at its end, counted."""
    body = plain[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("kind", KINDS)
def test_all_kinds_of_pictures_lose_all_that_exiftool_can_write(kind: str, tmp_path: Path, exiftool: Exiftool) -> None:
    path = tmp_path / "a.webp"
    path.write_bytes(KINDS[kind])
    data = with_everything(exiftool, path, "-EXIF:Orientation#=6")
    out, words = cleaned(data, "image/webp")
    assert {"GPS", "camera", "date", "author", "title", "comments", "software", "EXIF", "XMP", "history"} <= set(words)
    assert shown(out) == shown(data)
    path.write_bytes(out)
    assert left_over(exiftool.told(path)) == []
    assert exiftool.told(path)["IFD0:Orientation"] == "Rotate 90 CW"


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_without_metadata_are_left_as_they_are(kind: str) -> None:
    assert clean_bytes(KINDS[kind], "image/webp") == (None, ())


@pytest.mark.parametrize("mark", [b"", b"Exif\0\0"])
def test_the_orientation_stays(mark: bytes) -> None:
    out, words = cleaned(webp(riff_chunk(b"EXIF", mark + exif_block(5))), "image/webp")
    assert words == ("GPS", "camera", "author", "comments", "EXIF")
    assert out.endswith(riff_chunk(b"EXIF", exif.minimal(5)))
    assert out[20] == 0x18  # alpha and Exif
    assert Image.open(io.BytesIO(out)).getexif()[0x0112] == 5


CHUNKS: dict[str, tuple[bytes, set[str]]] = {
    "EXIF": (riff_chunk(b"EXIF", exif_block()), {"GPS", "camera", "author", "comments", "EXIF"}),
    "XMP": (riff_chunk(b"XMP ", PACKET), {"XMP", "GPS", "author"}),
    "C2PA": (riff_chunk(b"C2PA", PLANTED), {"provenance"}),
    "unknown": (riff_chunk(b"what", PLANTED), {"other data"}),
    "no profile": (riff_chunk(b"ICCP", PLANTED), {"other data"}),
    "second picture": (riff_chunk(b"VP8 ", PLANTED), {"other data"}),
    "frame of no animation": (riff_chunk(b"ANMF", bytes(16) + riff_chunk(b"VP8 ", PLANTED)), {"other data"}),
    "late alpha": (riff_chunk(b"ALPH", PLANTED), {"other data"}),
}


@pytest.mark.parametrize("name", CHUNKS)
@pytest.mark.parametrize("plain", ["alpha", "lossy", "lossless"])
def test_chunks_that_nothing_needs_go(name: str, plain: str) -> None:
    hidden, words = CHUNKS[name]
    data = webp(hidden, plain=KINDS[plain])
    out, told = cleaned(data, "image/webp")
    assert (out, set(told)) == (KINDS[plain], words)


def test_chunks_inside_a_frame_go() -> None:
    plain = KINDS["animated"]
    at = plain.index(b"ANMF")
    (size,) = struct.unpack_from("<I", plain, at + 4)
    frame = plain[at + 8 : at + 8 + size] + riff_chunk(b"XMP ", PACKET) + riff_chunk(b"what", PLANTED)
    body = plain[8:at] + riff_chunk(b"ANMF", frame) + plain[at + 8 + size + size % 2 :]
    data = b"RIFF" + struct.pack("<I", len(body)) + body
    assert cleaned(data, "image/webp") == (plain, ("GPS", "author", "XMP", "other data"))


def test_what_stands_behind_a_profile_goes() -> None:
    data = saved(gradient(), "WEBP", icc_profile=ICC + PLANTED)
    assert cleaned(data, "image/webp") == (KINDS["profile"], ("other data",))


@pytest.mark.parametrize("trailer", [PLANTED, riff_chunk(b"XMP ", PACKET), EXTENDED, b"\0"])
def test_what_stands_after_the_end_goes(trailer: bytes) -> None:
    assert cleaned(EXTENDED + trailer, "image/webp") == (EXTENDED, ("trailing data",))


def test_flags_that_say_too_much_are_put_right() -> None:
    data = bytearray(EXTENDED)
    data[20] |= 0x0C
    assert cleaned(bytes(data), "image/webp") == (EXTENDED, ("other data",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        EXTENDED[:12],
        EXTENDED[:30],
        EXTENDED[:-1],
        EXTENDED[: len(EXTENDED) // 2],
        b"RIFF" + struct.pack("<I", 20) + EXTENDED[8:],
        webp(b"what\xff\xff\xff\xff"),
        b"RIFF" + struct.pack("<I", 4 + 18) + b"WEBP" + riff_chunk(b"VP8X", bytes(10)),
        b"RIFF" + EXTENDED[4:8] + b"WAVE" + EXTENDED[12:],
        webp(plain=EXTENDED[:12] + riff_chunk(b"XMP ", PACKET) + EXTENDED[12:]),
    ],
    ids=range(10),
)
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(Uncleanable):
        clean_bytes(data, "image/webp")
