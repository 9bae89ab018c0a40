"""What must hold for any metadata and any damage."""

import contextlib
import io
import struct
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bulletdrop.media.metadata.clean import clean_bytes
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata import tiffs
from tests.media.metadata.oracle import PLANTED
from tests.media.metadata.planted import (
    ICC,
    PACKET,
    chunk,
    exif_block,
    gradient,
    riff_chunk,
    saved,
    segment,
    sub_blocks,
)

Build = Callable[[list[bytes], list[int]], bytes]
EXIF = exif_block(6)
PLAIN = {
    "jpeg": saved(gradient(), "JPEG"),
    "png": saved(gradient(), "PNG"),
    "webp": saved(gradient(), "WEBP", icc_profile=ICC),
    "gif": b"GIF89a" + saved(gradient(), "GIF")[6:],
    "tiff": tiffs.tiff(tiffs.page()),
}


def spread(plain: bytes, cuts: list[int], parts: list[bytes]) -> bytes:
    """A file with a part put in at each cut, in turn."""
    places = sorted(cuts)
    pieces = [plain[start:end] for start, end in zip([0, *places], [*places, len(plain)], strict=True)]
    added = [parts[number :: len(cuts)] for number in range(len(cuts))]
    return pieces[0] + b"".join(b"".join(more) + piece for more, piece in zip(added, pieces[1:], strict=True))


def jpeg(texts: list[bytes], kinds: list[int]) -> bytes:
    heads = [
        b"",
        b"Exif\0\0" + EXIF,
        b"Exif\0\0",
        b"http://ns.adobe.com/xap/1.0/\0" + PACKET,
        b"Photoshop 3.0\0",
        b"MPF\0",
    ]
    heads += [b"JFXX\0", b"ICC_PROFILE\0\1\1", b"JP\0\0", b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0"]
    markers = [0xFE, 0xE1, 0xE1, 0xE1, 0xED, 0xE2, 0xE0, 0xE2, 0xEB, 0xE2]
    parts = [
        segment(markers[kind % 10], heads[kind % 10] + PLANTED + text) for text, kind in zip(texts, kinds, strict=True)
    ]
    plain = PLAIN["jpeg"]
    return spread(plain, [20, plain.index(b"\xff\xc0"), plain.index(b"\xff\xda")], parts) + PLANTED


def png(texts: list[bytes], kinds: list[int]) -> bytes:
    names = [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"prVt", b"caBX", b"iCCP", b"sPLT", b"fdAT", b"tIME"]
    parts = [chunk(names[kind % 10], PLANTED + b"\0" + text) for text, kind in zip(texts, kinds, strict=True)]
    plain = PLAIN["png"]
    return spread(plain, [33, len(plain) - 12], [*parts, chunk(b"eXIf", EXIF)]) + PLANTED


def webp(texts: list[bytes], kinds: list[int]) -> bytes:
    names = [b"EXIF", b"XMP ", b"what", b"C2PA", b"ICCP", b"ANIM", b"ANMF"]
    parts = [riff_chunk(names[kind % 7], PLANTED + text) for text, kind in zip(texts, kinds, strict=True)]
    plain = PLAIN["webp"]
    body = spread(plain[8:], [len(plain) - 8], [*parts, riff_chunk(b"EXIF", EXIF)])
    return b"RIFF" + struct.pack("<I", len(body)) + body + PLANTED


def gif(texts: list[bytes], kinds: list[int]) -> bytes:
    heads = [
        b"\xfe",
        b"\x01\x01a",
        b"\xff\x0bXMP DataXMP",
        b"\xff\x0bSOMEBODY1.0",
        b"\x33",
        b"\xff\x0bNETSCAPE2.0\3\1\7\0",
    ]
    parts = [b"\x21" + heads[kind % 6] + sub_blocks(PLANTED + text) for text, kind in zip(texts, kinds, strict=True)]
    plain = PLAIN["gif"]
    start = 13 + (3 << (plain[10] & 7) + 1)
    return spread(plain, [start, len(plain) - 1], parts) + PLANTED


def tiff(texts: list[bytes], kinds: list[int]) -> bytes:
    told = {60_000 + kind: tiffs.text(PLANTED + text) for text, kind in zip(texts, kinds, strict=True)}
    first, reduced = tiffs.page(), tiffs.page(t254=(tiffs.LONG, (1,)))
    first.fields |= told
    reduced.fields |= told
    return tiffs.tiff(first, reduced) + PLANTED


def jxl(texts: list[bytes], kinds: list[int]) -> bytes:
    names = [b"Exif", b"xml ", b"jumb", b"brob", b"uuid"]
    parts = [box(names[kind % 5], PLANTED + text) for text, kind in zip(texts, kinds, strict=True)]
    plain = b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl " + box(b"jxlc", b"\xff\x0a" + bytes(99))
    return spread(plain, [32, len(plain)], parts) + b"\0\0\0\0free" + PLANTED


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


BUILDERS: dict[str, Build] = {"jpeg": jpeg, "png": png, "webp": webp, "gif": gif, "tiff": tiff, "jxl": jxl}
TEXTS = st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 99)), max_size=12, unique_by=lambda pair: pair[1])


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.tobytes()


PIXELS = {form: pixels(data) for form, data in PLAIN.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(BUILDERS)), TEXTS)
def test_no_metadata_stays_whatever_and_wherever_it_is(form: str, parts: list[tuple[bytes, int]]) -> None:
    data = BUILDERS[form]([text for text, _ in parts], [kind for _, kind in parts])
    out, words = clean_bytes(data, f"image/{form}")
    assert out is not None
    assert words
    assert PLANTED not in out
    assert clean_bytes(out, f"image/{form}") == (None, ())
    if form in PIXELS:
        assert pixels(out) == PIXELS[form]


WHOLE = {form: build([b"text"] * 10, list(range(10))) for form, build in BUILDERS.items()}
# Bytes that say how long a field is, or what it is, are the ones that a parser trips over.
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from([0, 1, 0x2C, 0x3B, 0x7F, 0xD8, 0xD9, 0xFE, 0xFF])),
    max_size=4,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), CHANGES, st.floats(0, 1))
def test_damage_is_refused_or_does_not_show(form: str, changes: list[tuple[float, int]], kept: float) -> None:
    """Nothing but Uncleanable is ever raised, and what is given back is clean for good."""
    data = bytearray(WHOLE[form])
    for place, value in changes:
        data[int(place * len(data))] = value
    del data[int(kept * len(data)) + 1 :]
    with contextlib.suppress(Uncleanable):
        out, words = clean_bytes(data, f"image/{form}")
        assert (out is None) == (not words)
        assert clean_bytes(out or data, f"image/{form}") == (None, ())


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.floats(0, 1, exclude_max=True))
def test_a_file_that_was_cut_off_is_refused_or_clean(form: str, kept: float) -> None:
    data = WHOLE[form][: int(kept * len(WHOLE[form]))]
    with contextlib.suppress(Uncleanable):
        out, _ = clean_bytes(data, f"image/{form}")
        assert PLANTED not in (out or data)
        if form in PIXELS:
            assert pixels(out or data) == PIXELS[form]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(form: str, content: bytes) -> None:
    for data in (content, WHOLE[form][:40] + content):
        with contextlib.suppress(Uncleanable):
            clean_bytes(data, f"image/{form}")
