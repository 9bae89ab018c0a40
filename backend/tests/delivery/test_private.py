"""Private files: by a signed link, for a while, and for nobody else at any address (security A7)."""

import re
import time

import httpx
import pytest

from tests.support import APP, Person, png, unique

TEXT = b"only for me"


def addresses(made: dict[str, str], name: str) -> list[str]:
    """Every address that a file has."""
    return [
        made["url"],
        made["view_url"],
        made["url"] + "?view",
        made["url"] + "?download",
        f"{APP}/u/{name}/{made['filename']}",
        f"{APP}/u/{name}/{made['original_filename']}",
    ]


async def hidden(client: httpx.AsyncClient, made: dict[str, str], name: str) -> None:
    for address in addresses(made, name):
        for headers in (
            {},
            {"Range": "bytes=0-1"},
            {"If-None-Match": "*"},
            {"If-Match": '"x"'},
            {"Accept": "text/html"},
        ):
            for method in ("GET", "HEAD"):
                answer = await client.request(method, address, headers=headers)
                assert answer.status_code == 404, (method, address, headers)
                assert TEXT not in answer.content
                assert "no-store" in answer.headers["cache-control"]
                assert "etag" not in answer.headers


async def test_nobody_without_a_signature_reaches_it(person: Person, other: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(TEXT, f"{unique('diary')}.txt", is_public="false")
    await hidden(client, made, person.name)
    await hidden(other.client, made, person.name)
    assert (await client.get(f"{APP}/api/oembed", params={"url": made["url"]})).status_code == 404


async def test_a_private_file_answers_as_one_that_never_was(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(TEXT, f"{unique('diary')}.txt", is_public="false")
    private, absent = await client.get(made["url"]), await client.get(f"{APP}/AbCdEfGhIjK.txt")
    assert private.content == absent.content
    assert private.headers == absent.headers


@pytest.mark.parametrize("query", ["", "&download", "&view"])
async def test_the_owners_link_opens_it_in_every_form(person: Person, client: httpx.AsyncClient, query: str) -> None:
    made = await person.uploaded(TEXT, f"{unique('diary')}.txt", is_public="false")
    answer = await client.get(made["signed_url"] + query)
    assert answer.status_code == 200
    assert TEXT in answer.content
    assert answer.headers["cache-control"] == "private, no-store"
    head = await client.head(made["signed_url"] + query)
    assert (head.status_code, head.headers["cache-control"]) == (200, "private, no-store")


async def test_ranges_and_conditions_of_a_private_file(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(TEXT, f"{unique('diary')}.txt", is_public="false")
    part = await client.get(made["signed_url"], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"only")
    assert part.headers["cache-control"] == "private, no-store"
    same = await client.get(made["signed_url"], headers={"If-None-Match": f'"{made["file_hash"]}"'})
    assert (same.status_code, same.headers["cache-control"]) == (304, "private, no-store")


async def test_the_page_of_a_private_picture_works_by_its_own_signature(
    person: Person, client: httpx.AsyncClient
) -> None:
    made = await person.uploaded(is_public="false")
    page = await client.get(made["signed_url"] + "&view")
    assert page.status_code == 200
    assert "noindex" in page.text
    assert "og:" not in page.text
    source = re.search(r'<img src="([^"]+)"', page.text)
    assert source is not None
    picture = await client.get(source[1].replace("&amp;", "&"))
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")


async def test_a_signature_is_good_for_one_file(person: Person, client: httpx.AsyncClient) -> None:
    one = await person.uploaded(is_public="false")
    two = await person.uploaded(is_public="false")
    query = one["signed_url"].partition("?")[2]
    assert (await client.get(f"{two['url']}?{query}")).status_code == 404
    assert (await client.get(f"{one['url']}?{query}")).status_code == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"signature=.", "signature=g"),
        (r"signature=.*", "signature="),
        (r"until=\d+", "until=9999999999"),
        (r"until=\d+", "until="),
        (r"until=", "Until="),
        (r"signature=", "Signature="),
    ],
)
async def test_an_altered_signature_opens_nothing(
    person: Person, client: httpx.AsyncClient, old: str, new: str
) -> None:
    made = await person.uploaded(TEXT, f"{unique('diary')}.txt", is_public="false")
    assert (await client.get(re.sub(old, new, made["signed_url"]))).status_code == 404


async def test_a_link_of_chosen_life(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(TEXT, f"{unique('diary')}.txt", is_public="false")
    answer = await person.client.post(f"/api/uploads/{made['id']}/link", json={"expires_in": 1})
    assert answer.status_code == 200
    link = answer.json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", link["expires_at"])
    opened_until = time.time() + 1.1
    while (await client.get(link["url"])).status_code == 200:
        assert time.time() < opened_until
    assert (await client.get(link["url"])).status_code == 404
    without_body = await person.client.post(f"/api/uploads/{made['id']}/link")
    assert without_body.status_code == 200
    assert (await client.get(without_body.json()["url"])).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"expires_in": 0},
        {"expires_in": -1},
        {"expires_in": 86_401},
        {"expires_in": "soon"},
        {"expires_in": None},
        {"for": 5},
        [],
    ],
)
async def test_links_of_another_life_are_refused(person: Person, body: object) -> None:
    made = await person.uploaded(is_public="false")
    assert (await person.client.post(f"/api/uploads/{made['id']}/link", json=body)).status_code == 422


async def test_nobody_signs_links_to_anothers_file(person: Person, other: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(is_public="false")
    assert (await other.client.post(f"/api/uploads/{made['id']}/link", json={})).status_code == 404
    assert (await client.post(f"{APP}/api/uploads/{made['id']}/link", json={})).status_code == 401


async def test_made_private_it_is_hidden_at_once_and_public_again_at_once(
    person: Person, client: httpx.AsyncClient
) -> None:
    made = await person.uploaded(TEXT, f"{unique('diary')}.txt")
    for address in addresses(made, person.name):
        assert (await client.get(address)).status_code == 200
    changed = await person.client.patch(f"/api/uploads/{made['id']}", json={"is_public": False})
    assert changed.status_code == 200
    await hidden(client, made, person.name)
    assert (await person.client.patch(f"/api/uploads/{made['id']}", json={"is_public": True})).status_code == 200
    for address in addresses(made, person.name):
        assert (await client.get(address)).status_code == 200


async def test_public_records_carry_no_signature(person: Person) -> None:
    made = await person.uploaded(png())
    assert made["signed_url"] is None
    assert "signature" not in str(made)
