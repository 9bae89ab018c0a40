"""MP4, MOV, M4A, 3GP: nothing but the streams is left, and they are the same."""

import struct
from pathlib import Path

import pytest

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import box, clean_of_secrets, cleaned, exiftool, film, frames, tags

MP4, MOV = "video/mp4", "video/quicktime"
FORMS = {
    "mp4": (film("mp4"), MP4),
    "mov": (film("mov"), MOV),
    "mov with PCM": (film("mov", audio="pcm_s16le"), MOV),
    "m4a": (film("ipod", video=""), "audio/mp4"),
    "3gp": (film("3gp"), "video/3gpp"),
    "fragments": (film("mp4", movflags="frag_keyframe+empty_moov"), MP4),
    "fragments, each with its own base": (film("mp4", movflags="frag_every_frame+empty_moov+default_base_moof"), MP4),
}
# Times, names and what programs write; QuickTime's own numbers of the film may stay.
PRIVATE = ("GPS", "Make", "Model", "Title", "Comment", "Artist", "Author", "Software", "Encoder", "Vendor", "XMP", "Keys", "ItemList", "UserData", "HandlerDesc", "CompressorName")  # fmt: skip


def private(path: Path) -> dict[str, object]:
    found = {name: value for name, value in tags(path).items() if any(word in name for word in PRIVATE)}
    return {
        name: value for name, value in found.items() if str(value).strip("\0 ") not in {"", "(Binary data 0 bytes)"}
    }


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_the_streams_is_left(tmp_path: Path, form: str) -> None:
    content, mime_type = FORMS[form]
    path = tmp_path / "film"
    path.write_bytes(content)
    before = frames(path)
    words = cleaned(path, mime_type)
    assert "title" in words
    assert "GPS" not in words
    assert frames(path) == before
    assert len(path.read_bytes()) == len(content)
    clean_of_secrets(path)
    assert private(path) == {}


@pytest.mark.parametrize("form", ["mp4", "mov", "mov with PCM", "m4a"])
def test_all_that_exiftool_can_write_goes(tmp_path: Path, form: str) -> None:
    content, mime_type = FORMS[form]
    path = tmp_path / "film.mov"
    path.write_bytes(content)
    exiftool(
        path, "-Keys:GPSCoordinates=50.5, 5.25, 3", "-Keys:Make=MarkerMake", "-UserData:GPSCoordinates=50.5, 5.25, 3", "-UserData:Model=MarkerModel",
        "-ItemList:Title=MarkerTitle", "-ItemList:Artist=MarkerArtist", "-CreateDate=2020:01:01 00:00:00", "-TrackCreateDate=2020:01:01 00:00:00",
        "-MediaCreateDate=2020:01:01 00:00:00", "-XMP-dc:Title=MarkerXmp", "-XMP-exif:GPSLatitude=50", "-Keys:Software=MarkerSoftware",
    )  # fmt: skip
    before = frames(path)
    assert cleaned(path, mime_type) >= {"GPS", "camera", "date", "title", "author", "software", "XMP"}
    assert frames(path) == before
    clean_of_secrets(path)
    assert private(path) == {}
    assert not [value for value in tags(path).values() if "2020" in str(value)]


def with_track(content: bytes, handler: bytes, entry: bytes, sample: bytes) -> bytes:
    """The film with one more track, whose one sample is in a `mdat` at the end."""
    at = content.index(b"moov") - 4
    moov_end = at + struct.unpack_from(">I", content, at)[0]
    assert moov_end == len(content)  # so that the tracks that are there stay where they are

    def track(place: int) -> bytes:
        table = box(
            b"stbl",
            box(b"stsd", bytes(4), struct.pack(">I", 1), box(entry, bytes(6), b"\0\1", b"MarkerEntry")),
            box(b"stts", bytes(4), struct.pack(">III", 1, 1, 1000)),
            box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 1, 1)),
            box(b"stsz", bytes(4), struct.pack(">II", len(sample), 1)),
            box(b"stco", bytes(4), struct.pack(">II", 1, place)),
        )
        media = box(
            b"mdia",
            box(b"mdhd", bytes(12), struct.pack(">IIHH", 1000, 1000, 0x55C4, 0)),
            box(b"hdlr", bytes(8), handler, bytes(12), b"MarkerHandler\0"),
            box(
                b"minf",
                box(b"nmhd", bytes(4)),
                box(b"dinf", box(b"dref", bytes(4), struct.pack(">I", 1), box(b"url ", b"\0\0\0\1"))),
                table,
            ),
        )
        return box(b"trak", box(b"tkhd", b"\0\0\0\1", bytes(8), struct.pack(">I", 9), bytes(68)), media)

    place = moov_end + len(track(0)) + 8
    body = content[at + 8 : moov_end] + track(place)
    return content[:at] + box(b"moov", body) + box(b"mdat", sample)


@pytest.mark.parametrize(
    ("handler", "entry", "word"),
    [
        (b"meta", b"gpmd", "GPS track"), (b"meta", b"camm", "GPS track"), (b"meta", b"mebx", "maker notes"), (b"zzzz", b"zzzz", "maker notes"),
        (b"tmcd", b"tmcd", "date"),
    ],
)  # fmt: skip
def test_tracks_of_something_else_go_with_their_samples(
    tmp_path: Path, handler: bytes, entry: bytes, word: str
) -> None:
    path = tmp_path / "film"
    path.write_bytes(with_track(FORMS["mp4"][0], handler, entry, b"MarkerSample" * 9))
    before = frames(path)
    assert word in cleaned(path, MP4)
    assert frames(path) == before
    clean_of_secrets(path)


def test_subtitles_stay_but_not_a_drones_positions(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(with_track(FORMS["mp4"][0], b"sbtl", b"tx3g", b"\0\x05Hello"))
    assert "GPS track" not in cleaned(path, MP4)
    assert b"Hello" in path.read_bytes()
    path.write_bytes(with_track(FORMS["mp4"][0], b"sbtl", b"tx3g", b"\0\x20GPS(5.25,50.5,18) Marker BAROMETER"))
    assert "GPS track" in cleaned(path, MP4)
    clean_of_secrets(path)


@pytest.mark.parametrize(
    ("extra", "word"),
    [
        (box(b"free", b"Marker old data"), "trailing data"),
        (box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), b"Marker"), "XMP"),
        (box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481"), b"Marker"), "provenance"),
        (box(b"emsg", b"Marker"), "comments"),
        (box(b"mpvd", b"Marker"), "motion video"),
        (box(b"mdat", b"Marker freeGPS Marker"), "GPS track"),
        (struct.pack(">I4sQ", 1, b"skip", 16 + 6) + b"Marker", "trailing data"),
        (b"\0\0\0\0zzzzMarker", "comments"),
        (b"Marker", "trailing data"),
        (b"Marker without a head", "trailing data"),
    ],
)
def test_boxes_and_bytes_behind_the_film(tmp_path: Path, extra: bytes, word: str) -> None:
    path = tmp_path / "film"
    path.write_bytes(FORMS["mp4"][0])
    clean_file(path, MP4)
    before = frames(path)
    path.write_bytes(path.read_bytes() + extra)
    assert cleaned(path, MP4) == {word}
    assert frames(path) == before
    clean_of_secrets(path)


def test_what_lies_between_the_samples_goes(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(FORMS["mp4"][0])
    clean_file(path, MP4)
    content = path.read_bytes()
    at = content.index(b"mdat") - 4
    size = struct.unpack_from(">I", content, at)[0]
    moov = content.index(b"moov")
    assert moov > at  # so that what is put at the end of `mdat` moves no sample
    path.write_bytes(
        content[:at] + struct.pack(">I", size + 6) + content[at + 4 : at + size] + b"Marker" + content[at + size :]
    )
    before = frames(path)
    assert cleaned(path, MP4) == {"trailing data"}
    assert frames(path) == before
    clean_of_secrets(path)


@pytest.mark.parametrize("cut", [10, 40, 3000, 9000])
def test_a_film_that_is_cut_off_is_not_touched(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "film"
    content = FORMS["mp4"][0][:-cut]
    path.write_bytes(content)
    with pytest.raises(Uncleanable):
        clean_file(path, MP4)
    assert path.read_bytes() == content
