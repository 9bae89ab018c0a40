"""Pictures of files: made when somebody asks, guarded as the file is, without what the file tells of itself (security A7, B6)."""

import asyncio
import io
from typing import Any

import httpx
import pytest
from PIL import Image

from bulletdrop.files.tasks import purge, remove_doomed
from bulletdrop.main import BulletDrop
from tests.support import APP, MakeApp, Person, eventually, png, register, stored_files, unique


def thumbnail(made: dict[str, Any]) -> str:
    return f"{APP}/t/{made['view_url'].rpartition('/')[2]}.webp"


def photo(width: int = 1000, height: int = 500) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "MarkerCamera"
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_two_widths(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(photo(), "a.jpg", keep_metadata="true")
    for query, width in (("", 320), ("?size=320", 320), ("?size=640", 640)):
        answer = await client.get(made["thumbnail_url"] + query)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "public" in answer.headers["cache-control"]
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (width, width // 2))
            assert not picture.getexif()
        assert b"MarkerCamera" not in answer.content
        again = await client.get(made["thumbnail_url"] + query, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    for wrong in ("9999", "", "x", "-1", "0320"):
        assert (await client.get(f"{made['thumbnail_url']}?size={wrong}")).status_code == 400


async def test_it_is_no_view_and_tells_the_record_what_was_seen(app: BulletDrop, person: Person) -> None:
    made = await person.uploaded(photo(), "a.jpg")
    assert made["placeholder"] is None
    await person.client.get(made["thumbnail_url"])
    await app.views.flush()
    seen = (await person.client.get(f"/api/uploads/{made['id']}")).json()
    assert seen["view_count"] == 0
    assert seen["placeholder"]


async def test_of_many_who_ask_at_once_one_makes_it(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(photo(), "a.jpg")
    answers = await asyncio.gather(*(client.get(made["thumbnail_url"]) for _ in range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


async def test_a_text_has_one_too(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"def f():\n    return 1\n" * 5, f"{unique('a')}.py")
    assert (await client.get(made["thumbnail_url"])).headers["content-type"] == "image/webp"


async def test_what_has_no_picture_has_no_thumbnail(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"PK\x05\x06" + bytes(18), f"{unique('a')}.zip")
    assert made["thumbnail_url"] is None
    assert (await client.get(thumbnail(made))).status_code == 404
    broken = await person.uploaded(png()[:60], "broken.png")
    assert (await client.get(thumbnail(broken))).status_code == 404
    assert (await person.client.get(f"/api/uploads/{broken['id']}")).json()["thumbnail_url"] is None
    for path in ("/t/", "/t/nothing.webp", "/t/a/b.webp", "/t/.webp", thumbnail(made)[len(APP) : -5]):
        assert (await client.get(APP + path)).status_code == 404


async def test_it_is_guarded_as_the_file_is(person: Person, client: httpx.AsyncClient) -> None:
    private = await person.uploaded(is_public="false")
    locked = await person.uploaded(password="lighthouse-17")
    limited = await person.uploaded(max_views="3")
    trashed = await person.uploaded()
    await person.client.delete(f"/api/uploads/{trashed['id']}")
    for made, status in ((private, 404), (locked, 401), (limited, 404), (trashed, 410)):
        assert (await client.get(thumbnail(made))).status_code == status
    for made in (private, locked, limited):
        answer = await client.get(made["thumbnail_url"])
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
    assert (await client.get(thumbnail(locked), headers={"X-File-Password": "lighthouse-17"})).status_code == 200
    assert (await person.client.get(f"/api/uploads/{limited['id']}")).json()["views_left"] == 3


async def test_a_public_picture_in_another_width(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(photo(), "a.jpg")
    answer = await client.get(f"{made['url']}?w=640")
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (640, 320))
    assert (await client.get(f"{made['url']}?w=641")).status_code == 400
    assert (await client.get(f"{(await person.uploaded(b'text', 'a.txt'))['url']}?w=640")).status_code == 404


async def test_they_go_with_the_file(app: BulletDrop, person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(photo(), "a.jpg")
    before = set(stored_files(app.storage.root))
    await client.get(made["thumbnail_url"])
    await client.get(f"{made['url']}?w=640")
    assert len(set(stored_files(app.storage.root)) - before) == 3
    await person.client.delete(f"/api/uploads/{made['id']}?permanent=true")
    await purge(app.jobs_database, trash_days=30)
    await remove_doomed(app.jobs_database, app.storage)
    assert len(set(stored_files(app.storage.root)) - before) == 0
    assert (await client.get(made["thumbnail_url"])).status_code == 404


@pytest.fixture
async def ahead(make_app: MakeApp) -> BulletDrop:
    app: BulletDrop = await make_app(previews="ahead")
    return app


async def test_they_are_made_ahead_and_what_can_not_be_is_not_tried_for_ever(ahead: BulletDrop) -> None:
    person = await register(ahead)
    made, broken = await person.uploaded(photo(), "a.jpg"), await person.uploaded(png()[:60], "broken.png")

    async def is_made() -> bool:
        seen = (await person.client.get(f"/api/uploads/{made['id']}")).json()
        other = (await person.client.get(f"/api/uploads/{broken['id']}")).json()
        return bool(seen["placeholder"]) and other["thumbnail_url"] is None

    await eventually(is_made, seconds=20)
    assert len([name for name in stored_files(ahead.storage.root) if name.startswith("thumbnails/")]) == 2
    await person.client.aclose()
