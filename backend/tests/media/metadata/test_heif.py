"""HEIC, HEIF, AVIF: items of metadata go, pixels, colour profile and rotation stay."""

import io
import struct
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageCms

from bulletdrop.media.metadata.clean_file import clean_file
from bulletdrop.media.metadata.words import Uncleanable
from tests.media.metadata.making import SAMPLES, box, clean_of_secrets, cleaned, exiftool, pixels, tags

pillow_heif.register_heif_opener()
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' dc:source='MarkerXmp'/></rdf:RDF></x:xmpmeta>"


def exif() -> bytes:
    tagged = Image.Exif()
    tagged[0x010F], tagged[0x0110], tagged[0x013B] = "MarkerMake", "MarkerModel", "MarkerArtist"
    tagged[0x8825] = {1: "N", 2: (50.0, 30.0, 0.0), 3: "E", 4: (5.0, 0.0, 0.0)}
    return tagged.tobytes()


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (160, 96), **options: object) -> bytes:
    out = io.BytesIO()
    image = Image.radial_gradient("L").resize(size).convert(mode)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(out, form, exif=exif(), xmp=XMP, icc_profile=profile, **options)
    return out.getvalue()


PICTURES = {
    "heic": (picture("HEIF", thumbnails=[64]), "image/heic"),
    "heic with alpha": (picture("HEIF", "RGBA"), "image/heic"),
    "avif": (picture("AVIF"), "image/avif"),
    "avif with alpha": (picture("AVIF", "RGBA"), "image/avif"),
    "avif sequence": (picture("AVIF", save_all=True, append_images=[Image.new("RGB", (160, 96), "red")]), "image/avif"),
}
ALLOWED = ("QuickTime:", "File:", "Meta:", "Composite:", "ICC", "Track")


def foreign(path: Path) -> list[str]:
    """What exiftool finds beside the picture's own fields and its colour profile."""
    return [name for name in tags(path) if not name.startswith(ALLOWED)]


@pytest.mark.parametrize("name", PICTURES)
def test_metadata_goes_and_the_pixels_stay(tmp_path: Path, name: str) -> None:
    content, mime_type = PICTURES[name]
    path = tmp_path / "picture"
    path.write_bytes(content)
    assert foreign(path)
    before = pixels(path)
    words = cleaned(path, mime_type)
    assert words >= {"EXIF", "XMP"}
    assert ("thumbnail" in words) == (name == "heic")
    assert pixels(path) == before
    assert before[2]
    clean_of_secrets(path)
    assert foreign(path) == []
    assert path.stat().st_size == len(content)


def test_a_telephones_picture(tmp_path: Path) -> None:
    path = tmp_path / "picture.heic"
    path.write_bytes((SAMPLES / "IMG_5195.HEIC").read_bytes())
    exiftool(
        path, "-XMP-dc:Title=MarkerXmp", "-EXIF:GPSLatitude=50", "-EXIF:GPSLatitudeRef=N", "-EXIF:Artist=MarkerArtist"
    )
    before = pixels(path)
    assert cleaned(path, "image/heic") >= {"EXIF", "XMP", "GPS", "camera", "date", "author", "title", "software"}
    assert pixels(path) == before
    clean_of_secrets(path)
    assert b"iPhone" not in path.read_bytes()
    assert foreign(path) == []


@pytest.mark.parametrize(
    ("extra", "word"), [(box(b"mpvd", b"Marker"), "motion video"), (box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481"), b"Marker"), "provenance")]
)  # fmt: skip
def test_boxes_behind_the_picture(tmp_path: Path, extra: bytes, word: str) -> None:
    path = tmp_path / "picture"
    path.write_bytes(PICTURES["avif"][0] + extra)
    before = pixels(path)
    assert word in cleaned(path, "image/avif")
    assert pixels(path) == before
    clean_of_secrets(path)


@pytest.mark.parametrize("size", [0, 7, 100, 500, 1500])
def test_a_picture_that_is_cut_off_is_not_touched(tmp_path: Path, size: int) -> None:
    path = tmp_path / "picture"
    path.write_bytes(PICTURES["avif"][0][:size])
    with pytest.raises(Uncleanable):
        clean_file(path, "image/avif")
    assert path.stat().st_size == min(size, len(PICTURES["avif"][0]))


def test_a_film_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(box(b"ftyp", b"heic", bytes(4)) + struct.pack(">I4s", 8, b"mdat"))
    with pytest.raises(Uncleanable):
        clean_file(path, "image/heic")
