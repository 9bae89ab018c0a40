"""/api/admin/uploads."""

import httpx
import pytest

from tests.support import Person, png, unique


async def test_anybodys_uploads_are_listed_with_their_owner(admin: Person, person: Person) -> None:
    name = unique("shot")
    item = await person.uploaded(filename=f"{name}.png")
    for query in ({"q": name}, {"user_id": person.id}):
        page = (await admin.client.get("/api/admin/uploads", params=query)).json()
        assert [found["id"] for found in page["items"]] == [item["id"]]
        assert page["items"][0]["user"] == {"id": person.id, "username": person.name}
        assert "delete_url" not in page["items"][0]


async def test_the_list_is_paged(admin: Person, person: Person) -> None:
    ids = [(await person.uploaded())["id"] for _ in range(3)]
    query = {"user_id": person.id, "limit": 2}
    page = (await admin.client.get("/api/admin/uploads", params=query)).json()
    rest = (await admin.client.get("/api/admin/uploads", params={**query, "cursor": page["next_cursor"]})).json()
    assert [found["id"] for found in page["items"] + rest["items"]] == ids[::-1]


async def test_a_private_one_can_be_seen(client: httpx.AsyncClient, admin: Person, person: Person) -> None:
    picture = png()
    item = await person.uploaded(picture, is_public="false")
    assert (await client.get(item["url"])).status_code == 404
    seen = (await admin.client.get(f"/api/admin/uploads/{item['id']}")).json()
    assert (await client.get(seen["signed_url"])).content == picture


async def test_one_is_taken_down_for_good(client: httpx.AsyncClient, admin: Person, person: Person) -> None:
    item, trashed = await person.uploaded(), await person.uploaded()
    await person.client.delete(f"/api/uploads/{trashed['id']}")
    listed = (await admin.client.get("/api/admin/uploads", params={"user_id": person.id, "trash": True})).json()
    assert [found["id"] for found in listed["items"]] == [trashed["id"]]
    for wanted in (item["id"], trashed["id"]):
        assert (await admin.client.delete(f"/api/admin/uploads/{wanted}")).status_code == 204
        assert (await admin.client.delete(f"/api/admin/uploads/{wanted}")).status_code == 404
        assert (await person.client.post(f"/api/uploads/{wanted}/restore")).status_code == 404
    assert (await client.get(item["url"])).status_code == 404
    me = await person.me()
    assert (me["storage_used"], me["trash_used"]) == (0, 0)


@pytest.mark.parametrize("wanted", ["9223372036854775807", "9223372036854775808", "0", "x"])
async def test_what_is_not_there(admin: Person, wanted: str) -> None:
    """Security D3."""
    for method in ("GET", "DELETE"):
        answer = await admin.client.request(method, f"/api/admin/uploads/{wanted}")
        assert answer.status_code in {404, 422}
