"""Pictures of files of every kind, made in a real child and looked at with an independent decoder."""

import random
import wave
from array import array
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import pillow_jxl  # noqa: F401 - registers itself
import pytest
from PIL import Image

from bulletdrop.media.thumbhash import encode
from bulletdrop.media.workers import Workers, WorkFailed, WorkRefused
from tests.media import files

pillow_heif.register_heif_opener()
ROOM = 60  # of 255, that a colour may be away after two lossy encodings


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[Workers]:
    pool = Workers()
    yield pool
    await pool.close()


async def made(workers: Workers, path: Path, mime_type: str) -> tuple[dict[str, Any], Image.Image]:
    """What was told, and the larger picture."""
    targets = {width: str(path.with_suffix(f".{width}.webp")) for width in ("320", "640")}
    told = await workers.run("thumbnails", path=str(path), mime_type=mime_type, targets=targets)
    for width, target in targets.items():
        data = Path(target).read_bytes()
        assert not any(mark in data for mark in (b"EXIF", b"XMP ", b"ICCP", b"SECRET"))
        with Image.open(BytesIO(data), formats=("WEBP",)) as image:
            assert list(image.size) == told["sizes"][width]
            assert image.width <= int(width)
            image.load()
            found = image.copy()
    assert told["placeholder"]
    return told, found


def near(found: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= ROOM for a, b in zip(found, wanted, strict=False))


def looks(image: Image.Image, order: str = "tl tr bl br") -> bool:
    width, height = image.size
    image = image.convert("RGB")
    spots = [(x, y) for y in (height // 5, height * 4 // 5) for x in (width // 5, width * 4 // 5)]
    return all(near(image.getpixel(spot), files.CORNERS[name]) for spot, name in zip(spots, order.split(), strict=True))


STILLS = {
    "JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp", "TIFF": "image/tiff",
    "BMP": "image/bmp", "AVIF": "image/avif", "HEIF": "image/heic", "JXL": "image/jxl",
}  # fmt: skip


@pytest.mark.parametrize("form", STILLS)
async def test_a_picture_of_each_format(workers: Workers, tmp_path: Path, form: str) -> None:
    path = files.save(tmp_path / "a", files.corners(), form)
    told, image = await made(workers, path, STILLS[form])
    assert (told["width"], told["height"], told["duration"]) == (800, 600, None)
    assert told["sizes"] == {"320": [320, 240], "640": [640, 480]}
    assert looks(image)


@pytest.mark.parametrize(
    ("mode", "form"), [("L", "PNG"), ("P", "PNG"), ("1", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG")]
)
async def test_a_picture_of_each_mode(workers: Workers, tmp_path: Path, mode: str, form: str) -> None:
    wanted = files.corners().convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        wanted = wanted.convert("I").point(lambda value: value * 256).convert("I;16")
    _, image = await made(workers, files.save(tmp_path / "a", wanted, form), STILLS[form])
    if mode in {"P", "CMYK"}:
        assert looks(image)
    else:
        assert near(image.convert("L").getextrema(), (0 if mode == "1" else 46, 255 if mode == "1" else 201))


async def test_an_icon_is_not_made_larger(workers: Workers, tmp_path: Path) -> None:
    path = files.save(tmp_path / "a", files.corners(48, 48), "ICO", sizes=[(48, 48)])
    told, _ = await made(workers, path, "image/x-icon")
    assert told["sizes"] == {"320": [48, 48], "640": [48, 48]}


@pytest.mark.parametrize(
    ("orientation", "order"),
    [(1, "tl tr bl br"), (2, "tr tl br bl"), (3, "br bl tr tl"), (4, "bl br tl tr"),
     (5, "tl bl tr br"), (6, "bl tl br tr"), (7, "br tr bl tl"), (8, "tr br tl bl")],
)  # fmt: skip
async def test_it_is_turned_as_exif_says(workers: Workers, tmp_path: Path, orientation: int, order: str) -> None:
    told, image = await made(workers, files.turned(tmp_path / "a", orientation), "image/jpeg")
    assert (told["width"], told["height"]) == ((600, 800) if orientation >= 5 else (800, 600))
    assert looks(image, order)


async def test_alpha_is_kept(workers: Workers, tmp_path: Path) -> None:
    image = files.corners(2000, 1000).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 1000, 1000))
    _, found = await made(workers, files.save(tmp_path / "a", image, "PNG"), "image/png")
    assert found.mode == "RGBA"
    assert found.getpixel((100, 100))[3] == 0  # type: ignore[index]
    assert found.getpixel((600, 100))[3] == 255  # type: ignore[index]


async def test_colours_are_converted_by_the_profile(workers: Workers, tmp_path: Path) -> None:
    red = Image.new("RGB", (100, 100), (220, 30, 30))
    _, found = await made(
        workers, files.save(tmp_path / "a", red, "PNG", icc_profile=files.swapped_profile()), "image/png"
    )
    assert near(found.getpixel((50, 50)), (30, 220, 30))
    _, found = await made(workers, files.save(tmp_path / "b", red, "PNG", icc_profile=b"broken"), "image/png")
    assert near(found.getpixel((50, 50)), (220, 30, 30))


async def test_what_is_very_tall_is_cut_from_the_top(workers: Workers, tmp_path: Path) -> None:
    image = files.corners(400, 8000)
    told, found = await made(workers, files.save(tmp_path / "a", image, "PNG"), "image/png")
    assert told["height"] == 8000
    assert told["sizes"] == {"320": [320, 960], "640": [400, 1200]}
    assert near(found.getpixel((10, 1190)), files.CORNERS["tl"])


@pytest.mark.parametrize(
    ("form", "codec", "mime_type"),
    [("mp4", "mpeg4", "video/mp4"), ("mov", "mpeg4", "video/quicktime"), ("webm", "libvpx", "video/webm"),
     ("matroska", "mpeg4", "video/x-matroska"), ("avi", "mpeg4", "video/x-msvideo")],
)  # fmt: skip
async def test_a_frame_of_a_video_that_is_not_black(
    workers: Workers, tmp_path: Path, form: str, codec: str, mime_type: str
) -> None:
    told, image = await made(workers, files.video(tmp_path / "a", form=form, codec=codec), mime_type)
    assert (told["width"], told["height"]) == (320, 240)
    assert told["duration"] == pytest.approx(2, abs=0.2)
    assert looks(image)


async def test_the_first_page_of_a_pdf(workers: Workers, tmp_path: Path) -> None:
    told, image = await made(workers, files.pdf(tmp_path / "a"), "application/pdf")
    assert told["sizes"]["640"] == [640, 960]
    assert near(image.getpixel((100, 100)), (255, 0, 0))
    assert near(image.getpixel((600, 900)), (255, 255, 255))


async def test_the_waveform_of_a_sound(workers: Workers, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        loud = array("h", (20_000 if number % 40 < 20 else -20_000 for number in range(8000)))
        out.writeframes(bytes(8000) + loud.tobytes())
    told, image = await made(workers, tmp_path / "a", "audio/wav")
    assert told["duration"] == pytest.approx(1.5, abs=0.1)
    alpha = image.getchannel("A")
    left = sum(alpha.crop((0, 0, 200, 240)).histogram()[128:])
    assert sum(alpha.crop((440, 0, 640, 240)).histogram()[128:]) > 5 * left


async def test_the_cover_of_a_song(workers: Workers, tmp_path: Path) -> None:
    cover = BytesIO()
    files.corners(500, 500).save(cover, "JPEG")
    told, image = await made(workers, files.song(tmp_path / "a", cover.getvalue()), "audio/mpeg")
    assert told["duration"] == pytest.approx(1, abs=0.2)
    assert looks(image)
    _, image = await made(workers, files.song(tmp_path / "b", b"no picture"), "audio/mpeg")
    assert image.size == (640, 240)


async def test_the_beginning_of_a_text(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("def main():\n\treturn 'Grüße'\n" * 200)
    told, image = await made(workers, tmp_path / "a", "text/x-script.python")
    assert told["width"] is None
    assert image.convert("L").getextrema() != (255, 255)


async def test_a_drawing(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>x()</script>'
        '<rect width="20" height="20" fill="#dc1e1e"/></svg>'
    )
    told, image = await made(workers, tmp_path / "a", "image/svg+xml")
    assert told["sizes"]["640"] == [640, 320]
    assert near(image.getpixel((50, 50)), (220, 30, 30, 255))
    assert image.getpixel((600, 50))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("link", ["file://{path}", "{path}", "http://127.0.0.1:9/a.png"])
async def test_a_drawing_reads_nothing_from_elsewhere(workers: Workers, tmp_path: Path, link: str) -> None:
    secret = files.save(tmp_path / "secret.png", Image.new("RGB", (40, 40), (220, 30, 30)), "PNG")
    (tmp_path / "a").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><image href="{link.format(path=secret)}" '
        'width="40" height="40"/></svg>'
    )
    _, image = await made(workers, tmp_path / "a", "image/svg+xml")
    assert image.convert("RGBA").getchannel("A").getextrema() == (0, 0)


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha">{}]><svg xmlns="http://www.w3.org/2000/svg"><text>&b9;</text></svg>'.format(
    "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "&a;"}">' for n in range(10))
)
BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "png 65535": ("image/png", files.huge_png),
    "png 12000": ("image/png", lambda: files.huge_png(12_000)),
    "png 9000": ("image/png", lambda: files.huge_png(9_000)),
    "laughs": ("image/svg+xml", LAUGHS.encode),
    "deep": ("image/svg+xml", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 100_000),
    "wide": ("image/svg+xml", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9"/>'),
    "playlist": ("video/mp4", lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
    "concat": ("video/webm", lambda: b"ffconcat version 1.0\nfile /etc/passwd\n"),
    "eps": ("image/jpeg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    "msl": ("image/svg+xml", lambda: b'<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>'),
    "archive": ("application/zip", lambda: b"PK\x05\x06" + bytes(18)),
    "noise": ("image/heic", lambda: random.Random(1).randbytes(9000)),
}


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_harms_nothing(workers: Workers, tmp_path: Path, name: str) -> None:
    mime_type, make = BOMBS[name]
    (tmp_path / "a").write_bytes(make())
    with pytest.raises((WorkRefused, WorkFailed)):
        await made(workers, tmp_path / "a", mime_type)
    child = next(iter(workers._resting), None)
    if child is not None:
        status = Path(f"/proc/{child.pid}/status").read_text()
        assert int(status.split("VmHWM:")[1].split()[0]) < 300_000
    await made(workers, files.save(tmp_path / "b", files.corners(), "PNG"), "image/png")


async def test_of_a_very_long_animation_the_first_frame_is_taken(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(files.long_gif())
    told, _ = await made(workers, tmp_path / "a", "image/gif")
    assert (told["width"], told["height"]) == (64, 48)


async def test_a_page_of_kilometres_is_refused(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(WorkRefused):
        await made(workers, files.pdf(tmp_path / "a", "0 0 28346456 28346456"), "application/pdf")


@pytest.mark.parametrize("form", STILLS)
async def test_a_broken_off_picture_is_refused(workers: Workers, tmp_path: Path, form: str) -> None:
    data = files.save(tmp_path / "a", Image.effect_noise((300, 300), 90), form).read_bytes()
    (tmp_path / "a").write_bytes(data[: len(data) // 2])
    with pytest.raises((WorkRefused, WorkFailed)):
        await made(workers, tmp_path / "a", STILLS[form])


@pytest.mark.parametrize(
    ("width", "height", "has_alpha", "wanted"),
    [
        (32, 24, False, "XvgBHYJfBoiipHVolFOxSXR5kC/G"),
        (24, 32, False, "XvgBFQIbUaNYiHN3c2AbtsRq8AVO"),
        (31, 5, False, "3fcFCYJmBzZIOId48WKtDFk="),
        (32, 24, True, "HviBDIIXvQZoh2dHdJgGjHBKoFUFalJHCQ=="),
        (24, 32, True, "H/iBBAIXX0GqtXODsl0GmNMgdndgZ4IlBA=="),
        (31, 5, True, "3ueBCYAn9Cd3WYj1hv4GfjBLeHiIh3c="),
    ],
)
def test_the_placeholder_is_that_of_the_reference(width: int, height: int, has_alpha: bool, wanted: str) -> None:  # noqa: FBT001
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            pixels += bytes((x * x * 3 + y * y * 5 + x * y * 7 + 17 * band * x) % 256 for band in (1, 2, 3))
            pixels.append((x * 9 + y * y) % 256 if has_alpha else 255)
    assert b64encode(encode(width, height, bytes(pixels))).decode() == wanted
