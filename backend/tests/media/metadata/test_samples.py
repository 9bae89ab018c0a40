"""Photos of real cameras and programs: exiftool finds nothing afterwards, and they look the same."""

from pathlib import Path

import pytest

from bulletdrop.media.metadata.clean import clean_bytes
from tests.media.metadata.oracle import Exiftool, cleaned, left_over, shown

SAMPLES = Path(__file__).parents[2] / "samples" / "exif"
PHOTO = ("camera", "date", "software", "maker notes", "thumbnail", "EXIF")
EXPECTED = {
    "45-gps_ifd.jpg": ("camera", "date", "author", "title", "software", "maker notes", "thumbnail", "EXIF"),
    "BlueSquare.jpg": ("date", "title", "software", "thumbnail", "EXIF", "XMP", "IPTC", "Photoshop"),
    "Canon_40D_photoshop_import.jpg": ("date", "software", "thumbnail", "EXIF"),
    "DSCN0010.jpg": ("GPS", *PHOTO, "XMP"),
    "DSCN0021.jpg": ("GPS", *PHOTO, "XMP"),
    "DSCN0042.jpg": ("GPS", *PHOTO, "XMP"),
    "image01088.jpg": ("date", "author", "software", "XMP", "history"),
    "landscape_1.jpg": ("software", "EXIF", "XMP", "IPTC", "Photoshop", "history"),
}


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.jpg")))
def test_nothing_is_left_in_a_photo_and_it_looks_the_same(name: str, tmp_path: Path, exiftool: Exiftool) -> None:
    data = (SAMPLES / name).read_bytes()
    out, words = cleaned(data, "image/jpeg")
    assert words == EXPECTED.get(name, ("EXIF",))
    assert shown(out) == shown(data)
    path = tmp_path / "a.jpg"
    path.write_bytes(out)
    assert left_over(exiftool.told(path)) == []


def test_a_picture_without_metadata_is_left_as_it_is() -> None:
    assert clean_bytes((SAMPLES / "Jobagent.tiff").read_bytes(), "image/tiff") == (None, ())


def test_an_empty_gps_directory_is_no_position() -> None:
    _, words = cleaned((SAMPLES / "45-gps_ifd.jpg").read_bytes(), "image/jpeg")
    assert "GPS" not in words
