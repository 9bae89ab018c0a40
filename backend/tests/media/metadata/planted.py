"""Metadata of every kind, each text with a mark that a search of the bytes finds."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms

from tests.media.metadata.oracle import Exiftool

TEXT = "PLANTED words"
GPS = ("-GPSLatitude=48.1", "-GPSLatitudeRef=N", "-GPSLongitude=11.5", "-GPSLongitudeRef=E", "-GPSDateStamp=2024:05:06")
EXIF = (
    *GPS,
    *(f"-EXIF:{tag}={TEXT}" for tag in ("Make", "Model", "LensModel", "SerialNumber", "Software", "Artist")),
    *(f"-EXIF:{tag}={TEXT}" for tag in ("Copyright", "ImageDescription", "UserComment", "XPTitle", "HostComputer")),
    "-EXIF:DateTimeOriginal=2024:05:06 07:08:09",
)
XMP = (
    *(f"-XMP-dc:{tag}={TEXT}" for tag in ("Creator", "Title", "Description", "Rights", "Subject")),
    *(f"-XMP-xmp:{tag}={TEXT}" for tag in ("CreatorTool", "Label")),
    f"-XMP-photoshop:Credit={TEXT}",
    f"-XMP-xmpMM:HistorySoftwareAgent={TEXT}",
    "-XMP:GPSLatitude=48.1",
    "-XMP:GPSLongitude=11.5",
    "-XMP:CreateDate=2024:05:06 07:08:09",
)
IPTC = (
    *(f"-IPTC:{tag}={TEXT}" for tag in ("By-line", "Caption-Abstract", "CopyrightNotice", "Keywords", "City")),
    "-IPTC:DateCreated=2024:05:06",
)
PHOTOSHOP = (f"-Photoshop:URL={TEXT}", "-Photoshop:CopyrightFlag=True", f"-Photoshop:SlicesGroupName={TEXT}")
PACKET = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
    b'"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,6N"><dc:creator><rdf:Seq><rdf:li>PLANTED</rdf:li>'
    b'</rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def gradient(mode: str = "RGB", size: tuple[int, int] = (64, 48), shift: int = 0) -> Image.Image:
    """A picture in which no two neighbours are alike."""
    width, height = size
    whole = bytes(
        (x * 3 + y * 5 + channel * 70 + shift) % 256
        for y in range(height)
        for x in range(width)
        for channel in range(3)
    )
    return Image.frombytes("RGB", size, whole).convert(mode)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif_block(orientation: int = 1, text: str = TEXT) -> bytes:
    """An Exif block with names, a position and a comment, without a JPEG's mark before it."""
    exif = Image.Exif()
    exif[0x010F] = exif[0x013B] = text
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + text.encode()
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 6.0, 0.0), 3: "E", 4: (11.0, 30.0, 0.0)})
    return exif.tobytes().removeprefix(b"Exif\0\0")


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def riff_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def sub_blocks(content: bytes) -> bytes:
    parts = [content[at : at + 255] for at in range(0, len(content), 255)]
    return b"".join(bytes((len(part),)) + part for part in parts) + b"\0"


def with_everything(exiftool: Exiftool, path: Path, *more: str) -> bytes:
    """A file into which exiftool has written what it can."""
    return exiftool.write(path, *EXIF, *XMP, *more)
