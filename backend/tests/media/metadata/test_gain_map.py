"""HDR photos: the gain map stays, cleaned as the photo itself, and is found where the index says."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from bulletdrop.media.metadata import jpeg_gain_map
from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.jpeg_segments import read
from tests.media.metadata.oracle import PLANTED, Exiftool, cleaned, left_over
from tests.media.metadata.planted import ICC, exif_block, gradient, saved, segment

XMP = b"http://ns.adobe.com/xap/1.0/\0"
ISO = b"urn:iso:std:iso:ts:21496:-1\0"
EXIF = segment(0xE1, b"Exif\0\0" + exif_block(6))
NUMBERS = struct.pack(">HHB", 0, 0, 0) + struct.pack(">14I", *range(1, 15))
OPEN = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="PLANTED"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
HDRGM = b'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" '
CLOSE = b"</rdf:Description></rdf:RDF></x:xmpmeta>"
ITEMS = (
    b'xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/">'
    b'<Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/>'
    b'</rdf:li><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg" Item:Length="%d"/>'
    b"</rdf:li></rdf:Seq></Container:Directory>"
)
VALUES = (
    b'hdrgm:GainMapMin="-0.5" hdrgm:Gamma="1.0" hdrgm:OffsetSDR="0.015625" hdrgm:OffsetHDR="0.015625" hdrgm:HDRCapacityMin="0"'
    b' hdrgm:HDRCapacityMax="2.3" hdrgm:BaseRenditionIsHDR="False" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b"<dc:creator>PLANTED</dc:creator><hdrgm:GainMapMax><rdf:Seq><rdf:li>2.1</rdf:li><rdf:li>2.2</rdf:li><rdf:li>2.3</rdf:li>"
    b"</rdf:Seq></hdrgm:GainMapMax>"
)
MAP = saved(gradient("L", (32, 24)), "JPEG")
MAIN = saved(gradient(), "JPEG", icc_profile=ICC)


def ultra_hdr(*, xmp: bool = True, iso: bool = True, between: bytes = b"", after: bytes = b"") -> bytes:
    """A photo as phones write them: with Exif, in both pictures, and a packet with names."""
    marks = [segment(0xE1, XMP + OPEN + HDRGM + VALUES + CLOSE)] if xmp else []
    marks += [segment(0xE2, ISO + NUMBERS)] if iso else []
    gain_map = MAP[:20] + segment(0xE1, b"Exif\0\0" + exif_block()) + b"".join(marks) + MAP[20:]
    first = [EXIF, segment(0xFE, PLANTED)]
    first += [segment(0xE1, XMP + OPEN + HDRGM + ITEMS % len(gain_map) + CLOSE)] if xmp else []
    first += [segment(0xE2, ISO + bytes(4))] if iso else []
    size = len(MAIN) + sum(map(len, first)) + 90
    origin = 20 + sum(map(len, first)) + 8
    index = segment(0xE2, jpeg_gain_map.index(size, len(gain_map), size + len(between) - origin))
    return MAIN[:20] + b"".join(first) + index + MAIN[20:] + between + gain_map + after


def pictures(data: bytes) -> list[tuple[bytes, bytes | None]]:
    """The pixels and the profile of each picture, as the index leads to them."""
    with Image.open(io.BytesIO(data)) as image:
        assert isinstance(image, JpegImageFile)
        index = image._getmp()
        assert index is not None
    origin = data.index(b"MPF\0MM") + 4
    starts = [entry["DataOffset"] + (origin if entry["DataOffset"] else 0) for entry in index[0xB002]]
    opened = [Image.open(io.BytesIO(data[start:])) for start in starts]
    return [(image.tobytes(), image.info.get("icc_profile")) for image in opened]


@pytest.mark.parametrize(("xmp", "iso"), [(True, True), (True, False), (False, True)])
def test_the_gain_map_stays(*, xmp: bool, iso: bool, tmp_path: Path, exiftool: Exiftool) -> None:
    data = ultra_hdr(xmp=xmp, iso=iso)
    out, words = cleaned(data, "image/jpeg")
    assert words == (
        ("GPS", "camera", "author", "comments", "EXIF", "XMP")
        if xmp
        else ("GPS", "camera", "author", "comments", "EXIF")
    )
    assert pictures(out) == pictures(data)
    assert (out.count(ISO + NUMBERS), out.count(ISO)) == ((1, 2) if iso else (0, 0))
    path = tmp_path / "a.jpg"
    path.write_bytes(out)
    tags = exiftool.told(path)
    assert tags["IFD0:Orientation"] == "Rotate 90 CW"
    assert tags["MPF0:NumberOfImages"] == 2
    assert tags["MPImage2:MPImageStart"] + tags["MPImage2:MPImageLength"] == len(out)
    assert tags["MPImage2:MPImageStart"] == tags["MPImage1:MPImageLength"] == read(out).end
    needed = ("XMP-hdrgm:", "XMP-Container:", "XMP-GContainer:", "MPF0:", "MPImage1:", "MPImage2:")
    left = [name for name in left_over(tags) if not name.startswith(needed)]
    assert left == (["ExifTool:Warning"] if iso else [])
    assert tags.get("ExifTool:Warning", "") in {"", "[minor] Unknown APP2 segment"}  # ISO 21496-1, to an old exiftool


def test_the_numbers_are_told_as_they_were() -> None:
    out, _ = cleaned(ultra_hdr(), "image/jpeg")
    length = len(out) - read(out).end
    assert b'Item:Length="%d"' % length in out
    for value in (
        b'GainMapMin="-0.5"',
        b'OffsetSDR="0.015625"',
        b'HDRCapacityMax="2.3"',
        b'BaseRenditionIsHDR="False"',
    ):
        assert out.count(b"hdrgm:" + value) == 1
    assert b"<rdf:li>2.1</rdf:li><rdf:li>2.2</rdf:li><rdf:li>2.3</rdf:li>" in out


def test_pictures_and_bytes_around_the_gain_map_go() -> None:
    plain, _ = cleaned(ultra_hdr(), "image/jpeg")
    preview = MAP[:20] + segment(0xFE, PLANTED) + MAP[20:]
    out, words = cleaned(ultra_hdr(between=preview, after=b"\0\0\0\x18ftypmp42" + PLANTED), "image/jpeg")
    assert out == plain
    assert {"motion video"} <= set(words)
    out, words = cleaned(ultra_hdr(between=preview), "image/jpeg")
    assert out == plain
    assert "thumbnail" in words


def test_what_hides_in_the_numbers_goes() -> None:
    data = ultra_hdr().replace(b'hdrgm:Gamma="1.0"', b'hdrgm:Gamma="PLANTED"')
    out, _ = cleaned(data, "image/jpeg")
    assert b"hdrgm:Gamma" not in out
    data = saved(gradient(), "JPEG")
    gain_map = MAP[:20] + segment(0xE2, ISO + NUMBERS + PLANTED) + MAP[20:]
    out, words = cleaned(data[:20] + segment(0xE2, ISO + bytes(4)) + data[20:] + gain_map, "image/jpeg")
    assert words == ("other data",)
    assert ISO + NUMBERS in out


def test_previews_and_stereo_pictures_go() -> None:
    second = MAP[:20] + segment(0xFE, PLANTED) + MAP[20:]
    size = len(MAIN) + 90
    index = segment(0xE2, jpeg_gain_map.index(size, len(second), size - 28))
    data = MAIN[:20] + index + MAIN[20:] + second
    assert len(pictures(data)) == 2
    assert cleaned(data, "image/jpeg") == (MAIN, ("thumbnail",))


def test_a_clean_one_is_left_as_it_is() -> None:
    out, _ = cleaned(ultra_hdr(), "image/jpeg")
    assert clean_bytes(out, "image/jpeg") == (None, ())
