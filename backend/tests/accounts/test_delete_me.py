"""DELETE /api/users/me."""

import asyncio

import httpx
from sqlalchemy import text

from bulletdrop.main import BulletDrop
from tests.support import APP, MakeApp, Person, png, register


async def delete(person: Person, password: str | None = None) -> httpx.Response:
    body = {"password": person.password if password is None else password}
    return await person.client.request("DELETE", "/api/users/me", json=body)


async def test_the_account_its_tokens_and_its_files_are_gone(
    app: BulletDrop, client: httpx.AsyncClient, person: Person
) -> None:
    item = await person.uploaded()
    trashed = await person.uploaded()
    await person.client.delete(f"/api/uploads/{trashed['id']}")
    made = await person.client.post("/api/users/me/tokens", json={"name": "x", "scopes": ["read"]})
    assert (await client.get(item["url"])).status_code == 200
    assert (await delete(person)).status_code == 204
    for token in (made.json()["token"], person.access_token):
        answer = await client.get("/api/uploads", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
    assert (await person.client.post("/api/auth/refresh", headers={"Origin": APP})).status_code == 401
    login = {"login": person.name, "password": person.password}
    assert (await client.post("/api/auth/login", json=login)).status_code == 401
    assert (await client.get(f"/api/users/{person.name}")).status_code == 404
    assert (await client.get(item["url"])).status_code in {404, 410}
    async with app.database.transaction() as session:
        for item_ in (item, trashed):
            blobs = text("SELECT count(*) FROM blobs WHERE sha256 = decode(:hash, 'hex')")
            assert await session.scalar(blobs, {"hash": item_["file_hash"]}) == 0


async def test_anothers_equal_file_stays(client: httpx.AsyncClient, person: Person, other: Person) -> None:
    picture = png()
    await person.uploaded(picture)
    theirs = await other.uploaded(picture)
    assert (await delete(person)).status_code == 204
    assert (await client.get(theirs["url"])).content == picture


async def test_the_name_is_free_again(app: BulletDrop, person: Person) -> None:
    await delete(person)
    again = await register(app, person.name)
    await again.client.aclose()


async def test_a_wrong_password_deletes_nothing(person: Person) -> None:
    for wrong in ("Wrong-Moon-11-gravel", ""):
        answer = await delete(person, wrong)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "password"
    assert (await person.client.request("DELETE", "/api/users/me")).status_code == 422
    assert (await person.client.get("/api/users/me")).status_code == 200


async def test_uploads_that_come_meanwhile_leave_nothing(app: BulletDrop, person: Person) -> None:
    pictures = [png() for _ in range(8)]
    uploads = [person.upload(picture) for picture in pictures]
    answers = await asyncio.gather(delete(person), *uploads)
    assert answers[0].status_code == 204
    assert {answer.status_code for answer in answers[1:]} <= {201, 401, 404}
    async with app.database.transaction() as session:
        mine = text("SELECT count(*) FROM uploads WHERE user_id = :id")
        assert await session.scalar(mine, {"id": person.id}) == 0
        orphans = "SELECT count(*) FROM blobs WHERE NOT EXISTS (SELECT FROM uploads WHERE blob_id = blobs.id)"
        assert await session.scalar(text(orphans)) == 0


async def test_the_last_administrator_stays(make_app: MakeApp) -> None:
    """Security D2."""
    app = await make_app()
    first, second = await register(app), await register(app)
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_admin = true"))
    answers = await asyncio.gather(delete(first), delete(second))
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    left = first if answers[0].status_code == 409 else second
    await left.uploaded()
    assert (await delete(left)).status_code == 409
    assert (await left.me())["uploads_count"] == 1
    for person in (first, second):
        await person.client.aclose()
