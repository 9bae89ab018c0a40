"""Pictures in another format or size, and how large files are, by a real child."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bulletdrop.media.workers import Workers, WorkFailed, WorkRefused
from tests.media import files
from tests.media.test_thumbnails import STILLS, looks


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[Workers]:
    pool = Workers()
    yield pool
    await pool.close()


@pytest.mark.parametrize("form", ["webp", "avif", "jpeg"])
@pytest.mark.parametrize("max_width", [None, 300])
async def test_a_picture_is_converted(workers: Workers, tmp_path: Path, form: str, max_width: int | None) -> None:
    path = files.turned(tmp_path / "a", 6)
    told = await workers.run(
        "convert", path=str(path), mime_type="image/jpeg", target=str(tmp_path / "b"), format=form, quality=80,
        max_width=max_width,
    )  # fmt: skip
    assert told == {"width": max_width or 600, "height": 400 if max_width else 800}
    assert b"SECRET" not in (tmp_path / "b").read_bytes()
    with Image.open(tmp_path / "b", formats=(form.upper(),)) as image:
        assert image.size == (told["width"], told["height"])
        assert not image.getexif()
        assert looks(image, "bl tl br tr")


async def test_what_is_clear_is_white_in_a_jpeg(workers: Workers, tmp_path: Path) -> None:
    path = files.save(tmp_path / "a", Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")
    where: dict[str, Any] = {"path": str(path), "mime_type": "image/png", "target": str(tmp_path / "b")}
    await workers.run("convert", **where, format="jpeg", quality=90)
    with Image.open(tmp_path / "b") as image:
        assert image.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(("form", "mime_type"), [("GIF", "image/gif"), ("PNG", "image/png"), ("WEBP", "image/webp")])
async def test_an_animation_stays_one(workers: Workers, tmp_path: Path, form: str, mime_type: str) -> None:
    frames = [Image.new("RGB", (60, 40), (shade, 0, 0)) for shade in (40, 120, 200)]
    frames[0].save(tmp_path / "a", form, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
    where: dict[str, Any] = {"path": str(tmp_path / "a"), "mime_type": mime_type, "target": str(tmp_path / "b")}
    assert await workers.run("convert", **where, format="webp", quality=80, max_width=30) == {"width": 30, "height": 20}
    with Image.open(tmp_path / "b") as image:
        assert getattr(image, "n_frames", 1) == 3


async def test_as_much_as_a_child_has_memory_for_is_converted_to_avif(workers: Workers, tmp_path: Path) -> None:
    where: dict[str, Any] = {"mime_type": "image/jpeg", "target": str(tmp_path / "b"), "format": "avif", "quality": 80}
    path = files.save(tmp_path / "a", files.corners(3000, 2000), "JPEG")
    assert await workers.run("convert", path=str(path), **where) == {"width": 3000, "height": 2000}
    path = files.save(tmp_path / "a", files.corners(4000, 3000), "JPEG")
    with pytest.raises(WorkRefused):
        await workers.run("convert", path=str(path), **where)
    told = await workers.run("convert", path=str(path), **where, max_width=1000)
    assert told == {"width": 1000, "height": 750}


async def test_a_file_that_is_not_there_is_no_refusal(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(WorkFailed):
        await workers.run("probe", path=str(tmp_path / "none"), mime_type="image/png")


async def test_an_endless_animation_is_not_converted(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(files.long_gif(3000))
    where: dict[str, Any] = {"path": str(tmp_path / "a"), "mime_type": "image/gif", "target": str(tmp_path / "b")}
    with pytest.raises(WorkRefused):
        await workers.run("convert", **where, format="webp", quality=80)


@pytest.mark.parametrize("form", STILLS)
async def test_a_picture_is_resized_and_measured(workers: Workers, tmp_path: Path, form: str) -> None:
    path = files.save(tmp_path / "a", files.corners(), form)
    file: dict[str, Any] = {"path": str(path), "mime_type": STILLS[form]}
    measured = {"width": 800, "height": 600, "duration": None, "pages": None}
    assert await workers.run("probe", **file) == measured
    assert await workers.run("resize", **file, target=str(tmp_path / "b"), width=200) == {"width": 200, "height": 150}
    with Image.open(tmp_path / "b", formats=("WEBP",)) as image:
        assert looks(image)


async def test_a_resized_picture_keeps_more_than_a_thumbnail(workers: Workers, tmp_path: Path) -> None:
    """It is looked at as the picture itself."""
    path = files.save(tmp_path / "a", Image.effect_noise((1280, 960), 60), "PNG")
    file: dict[str, Any] = {"path": str(path), "mime_type": "image/png"}
    await workers.run("resize", **file, target=str(tmp_path / "resized"), width=640)
    await workers.run("thumbnails", **file, targets={"640": str(tmp_path / "thumbnail")})
    with Image.open(tmp_path / "resized") as resized, Image.open(tmp_path / "thumbnail") as thumbnail:
        assert resized.size == thumbnail.size
    assert (tmp_path / "resized").stat().st_size > (tmp_path / "thumbnail").stat().st_size


async def test_documents_and_videos_are_measured(workers: Workers, tmp_path: Path) -> None:
    told = await workers.run("probe", path=str(files.pdf(tmp_path / "a")), mime_type="application/pdf")
    assert told == {"width": 200, "height": 300, "duration": None, "pages": 1}
    told = await workers.run("probe", path=str(files.video(tmp_path / "b")), mime_type="video/mp4")
    assert (told["width"], told["height"]) == (320, 240)
    assert told["duration"] == pytest.approx(2, abs=0.2)
    (tmp_path / "c").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1in" viewBox="0 0 2 1"/>')
    told = await workers.run("probe", path=str(tmp_path / "c"), mime_type="image/svg+xml")
    assert (told["width"], told["height"]) == (96, 48)
