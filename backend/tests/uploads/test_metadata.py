"""What a file tells of itself does not get in, and the answer says what went."""

import hashlib
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.support import MakeApp, Person, png, register, stored_files

SAMPLES = Path(__file__).parent.parent / "samples" / "exif"
MARK = b"MarkerOfAPerson"


def photo(**options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 19.0, 1.0), 3: "E", 4: (10.0, 7.0, 0.0)})
    out = io.BytesIO()
    Image.linear_gradient("L").resize((60, 40)).convert("RGB").save(out, "JPEG", exif=exif, comment=MARK, **options)
    return out.getvalue()


def pixels(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as picture:
        return hashlib.sha256(picture.tobytes()).hexdigest()


async def served(client: httpx.AsyncClient, made: dict[str, Any]) -> bytes:
    answer = await client.get(made["url"])
    assert hashlib.sha256(answer.content).hexdigest() == made["file_hash"]
    assert len(answer.content) == made["file_size"]
    return answer.content


@pytest.mark.parametrize("way", ["form", "raw"])
async def test_a_photo_is_cleaned_and_its_pixels_stay(person: Person, client: httpx.AsyncClient, way: str) -> None:
    content = photo()
    if way == "form":
        made = await person.uploaded(content, "a.jpg")
    else:
        made = (await person.client.put("/api/uploads/a.jpg", content=content)).json()
    assert {"GPS", "camera", "comments"} <= set(made["metadata_removed"])
    assert made["metadata_fault"] is None
    got = await served(client, made)
    assert MARK not in got
    assert pixels(got) == pixels(content)
    assert (made["width"], made["height"]) == (40, 60)
    with Image.open(io.BytesIO(got)) as picture:
        assert dict(picture.getexif()) == {0x0112: 6}


async def test_a_large_one_too(person: Person, client: httpx.AsyncClient) -> None:
    out = io.BytesIO()
    picture = Image.effect_noise((2400, 1600), 90).convert("RGB")
    picture.save(out, "JPEG", quality=95, comment=MARK)
    content = out.getvalue()
    assert len(content) > 2 << 20
    made = await person.uploaded(content, "a.jpg")
    got = await served(client, made)
    assert MARK not in got
    assert pixels(got) == pixels(content)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
async def test_every_sample_is_cleaned(person: Person, client: httpx.AsyncClient, name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    made = await person.uploaded(content, name)
    assert made["metadata_fault"] is None
    got = await served(client, made)
    for word in (b"Canon", b"NIKON", b"GPSLatitude", b"Photoshop 3.0", b"Adobe Photoshop", b"ns.adobe.com"):
        assert word not in got
    if not name.endswith("HEIC"):
        assert pixels(got) == pixels(content)
    again = await person.uploaded(got, name)
    assert again["file_hash"] == made["file_hash"]


async def test_what_has_nothing_stays_byte_for_byte(person: Person, client: httpx.AsyncClient) -> None:
    content = png()
    made = await person.uploaded(content)
    assert made["metadata_removed"] == []
    assert await served(client, made) == content


async def test_it_can_be_kept_for_one_upload_and_by_default(other: Person, client: httpx.AsyncClient) -> None:
    content = photo()
    made = await other.uploaded(content, "a.jpg", keep_metadata="true")
    assert made["metadata_removed"] == []
    assert await served(client, made) == content
    await other.client.patch("/api/users/me", json={"upload_defaults": {"keep_metadata": True}})
    assert await served(client, await other.uploaded(photo(quality=80), "a.jpg")) == photo(quality=80)
    cleaned = await other.uploaded(photo(quality=81), "a.jpg", keep_metadata="false")
    assert MARK not in await served(client, cleaned)


async def test_what_can_not_be_cleaned_is_kept_and_says_so_or_is_refused(other: Person) -> None:
    broken = photo()[:-40]
    made = await other.uploaded(broken, "a.jpg")
    assert made["metadata_fault"]
    await other.client.patch("/api/users/me", json={"upload_defaults": {"uncleanable": "refuse"}})
    answer = await other.upload(broken + b"x", "a.jpg")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "keep_metadata"
    assert (await other.upload(broken + b"y", "a.jpg", keep_metadata="true")).status_code == 201


async def test_files_that_differ_in_metadata_alone_are_the_same_bytes(person: Person, other: Person) -> None:
    first, second = await person.uploaded(photo(), "a.jpg"), await other.uploaded(photo(), "b.jpg")
    assert first["file_hash"] == second["file_hash"]


@pytest.mark.parametrize(("wish", "kind"), [("webp", "WEBP"), ("avif", "AVIF"), ("jpeg", "JPEG")])
async def test_converted(person: Person, client: httpx.AsyncClient, wish: str, kind: str) -> None:
    made = await person.uploaded(png(300, 200), "shot.png", convert=wish, quality="70")
    assert made["mime_type"] == f"image/{wish}"
    assert made["url"].endswith({"jpeg": ".jpg"}.get(wish, f".{wish}"))
    with Image.open(io.BytesIO(await served(client, made))) as picture:
        assert (picture.format, picture.size) == (kind, (300, 200))


async def test_made_smaller(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(png(300, 200), "shot.png", max_width="150")
    assert (made["width"], made["height"], made["mime_type"]) == (150, 100, "image/webp")
    small = await person.uploaded(png(100, 50), "shot.png", max_width="150")
    assert small["mime_type"] == "image/png"
    assert await served(client, small)


async def test_what_is_no_picture_is_not_converted(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"a text", "a.txt", convert="webp")
    assert await served(client, made) == b"a text"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"RIFF\x24\0\0\0AVI LIST" + bytes(40), "a.avi"),
        (b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\0\x10\0\0\0\x10\0\x08\0\3" + bytes(40), "a.psd"),
    ],
    ids=["avi", "psd"],
)
async def test_what_nobody_here_can_look_through_says_so(person: Person, content: bytes, name: str) -> None:
    made = await person.uploaded(content, name)
    assert made["metadata_fault"] == "Nothing here knows how to look through files of this type."


async def test_what_failed_in_the_middle_of_cleaning_is_not_stored(make_app: MakeApp) -> None:
    app = await make_app()
    person = await register(app)
    await app.workers.close()  # whoever works now is cut off
    answer = await person.upload(b'<svg xmlns="http://www.w3.org/2000/svg"><!-- x --></svg>', "a.svg")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "keep_metadata"
    assert stored_files(app.storage.root) == []
    await person.client.aclose()
