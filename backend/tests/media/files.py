"""Files that have pictures, made here, and files that are meant to do harm."""

import io
import struct
import zlib
from pathlib import Path

import av
from PIL import Image, ImageCms, ImageDraw

CORNERS = {"tl": (220, 30, 30), "tr": (30, 200, 30), "bl": (30, 30, 220), "br": (230, 220, 30)}
ORIENTATION = 0x0112


def corners(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Red, green, blue, yellow: a quarter each, so that a turn is seen."""
    image = Image.new("RGB", (width, height), CORNERS["tl"])
    pen = ImageDraw.Draw(image)
    pen.rectangle((width // 2, 0, width, height // 2 - 1), fill=CORNERS["tr"])
    pen.rectangle((0, height // 2, width // 2 - 1, height), fill=CORNERS["bl"])
    pen.rectangle((width // 2, height // 2, width, height), fill=CORNERS["br"])
    return image.convert(mode)


def save(path: Path, image: Image.Image, form: str, **options: object) -> Path:
    image.save(path, form, **options)
    return path


def turned(path: Path, orientation: int, form: str = "JPEG") -> Path:
    """With EXIF that says how to turn it, and where it was made."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "SECRETMAKER"
    return save(path, corners(), form, exif=exif)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side: int = 65_535) -> bytes:
    """A few KB that say to be gigabytes."""
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def long_gif(frames: int = 10_000) -> bytes:
    """An animation of very many frames."""
    out = io.BytesIO()
    first = Image.new("P", (64, 48), 1)
    first.putpalette([0, 0, 0, 200, 60, 20])
    first.save(out, "GIF")
    body = out.getvalue()
    at = body.index(b"\x2c\x00\x00\x00\x00")
    return body[:at] + body[at:-1] * frames + b";"


def video(path: Path, *, form: str = "mp4", codec: str = "mpeg4", size: tuple[int, int] = (320, 240)) -> Path:
    """Two seconds: half a second of black, then the corners."""
    with av.open(str(path), "w", format=form) as out:
        stream = out.add_stream(codec, rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.gop_size = 5
        for number in range(20):
            image = Image.new("RGB", size) if number < 5 else corners(*size)
            out.mux(stream.encode(av.VideoFrame.from_image(image)))  # type: ignore[no-untyped-call]
        out.mux(stream.encode())
    return path


def pdf(path: Path, box: str = "0 0 200 300") -> Path:
    """One page: a red square in its upper left corner."""
    drawing = b"1 0 0 rg 0 200 100 100 re f"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R>>" % box.encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(data),
    )
    path.write_bytes(data + end)
    return path


def swapped_profile() -> bytes:
    """An RGB profile that is not sRGB: its red and green channels are swapped, which is seen best."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def song(path: Path, cover: bytes) -> Path:
    """A second of MP3 with a picture in its ID3 tag."""
    with av.open(str(path), "w", format="mp3") as out:
        stream = out.add_stream("mp3", rate=44_100)
        assert isinstance(stream, av.AudioStream)
        for number in range(10):
            frame = av.AudioFrame(format="s16", layout="mono", samples=4410)
            frame.planes[0].update(bytes([number, 20]) * 4410)
            frame.sample_rate, frame.pts = 44_100, number * 4410
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    picture = b"\0image/jpeg\0\x03\0" + cover
    tag = b"APIC" + len(picture).to_bytes(4, "big") + b"\0\0" + picture
    size = bytes(len(tag) >> shift & 127 for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\x03\0\0" + size + tag + path.read_bytes())
    return path
