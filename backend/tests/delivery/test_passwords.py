"""Files with a password: raw, page, picture and download open by it and by nothing else (security A8)."""

import asyncio
import re
import unicodedata
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bulletdrop.main import BulletDrop
from tests.support import APP, MakeApp, Person, client_of, png, register

WORD = "Öffne dich 5"
HTML = {"Accept": "text/html,*/*"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": APP, **HTML}


async def locked(person: Person, content: bytes | None = None, **fields: str) -> dict[str, Any]:
    return await person.uploaded(content, password=WORD, **fields)


def key(word: str = WORD) -> dict[str, Any]:
    return {"X-File-Password": word.encode()}


async def send(client: httpx.AsyncClient, url: str, word: str = WORD, **headers: str) -> httpx.Response:
    return await client.post(url, content=urlencode({"password": word}), headers=FORM | headers)


@pytest.mark.parametrize(
    "address", ["{url}", "{view_url}", "{url}?view", "{url}?download", "{thumb}", "{url}?password=" + WORD]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_every_address_asks_for_it(person: Person, client: httpx.AsyncClient, address: str, method: str) -> None:
    made = await locked(person)
    assert made["has_password"] is True
    url = address.format(**made, thumb=made["thumbnail_url"].partition("?")[0])
    answer = await client.request(method, url)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("FilePassword")
    assert "no-store" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


async def test_a_program_opens_it_by_a_header(person: Person, client: httpx.AsyncClient) -> None:
    content = png()
    made = await locked(person, content)
    answer = await client.get(made["url"], headers=key())
    assert (answer.status_code, answer.content) == (200, content)
    assert "no-store" in answer.headers["cache-control"]
    part = await client.get(made["url"], headers={**key(), "Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, content[:4])
    same = await client.get(made["url"], headers={**key(), "If-None-Match": f'"{made["file_hash"]}"'})
    assert same.status_code == 304
    assert (await client.get(made["url"], headers={"If-None-Match": f'"{made["file_hash"]}"'})).status_code == 401
    assert (await client.head(made["url"], headers=key())).status_code == 200
    assert (await client.get(f"{APP}/u/{person.name}/{made['filename']}", headers=key())).status_code == 200


@pytest.mark.parametrize("word", ["", "wrong", WORD + "x", WORD[:-1], WORD.upper(), "x" * 5000])
async def test_a_wrong_one_opens_nothing(person: Person, client: httpx.AsyncClient, word: str) -> None:
    made = await locked(person)
    assert (await client.get(made["url"], headers=key(word))).status_code == 401


async def test_the_same_letters_in_another_form_are_the_same_password(
    person: Person, client: httpx.AsyncClient
) -> None:
    made = await locked(person)
    assert (await client.get(made["url"], headers=key(unicodedata.normalize("NFD", WORD)))).status_code == 200


async def test_the_page_tells_nothing_of_the_file(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(png(), "salary-of-everybody.png", password=WORD)
    for url in (made["url"], made["view_url"]):
        page = (await client.get(url, headers=HTML)).text
        assert "This file has a password." in page
        assert 'method="post"' in page
        assert "salary" not in page
        assert "og:" not in page
        assert made["file_hash"] not in page


async def test_the_form_leads_to_the_file_and_only_to_it(person: Person, client: httpx.AsyncClient) -> None:
    content = png()
    made, other = await locked(person, content), await locked(person)
    wrong = await send(client, made["view_url"], "wrong")
    assert wrong.status_code == 401
    assert "That isn&#39;t it." in wrong.text or "That isn't it." in wrong.text
    answer = await send(client, made["view_url"])
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert WORD not in answer.headers["location"]
    page = await client.get(answer.headers["location"], headers=HTML)
    assert page.status_code == 200
    picture = re.search(r'<img src="([^"]+)"', page.text)
    assert picture
    assert (await client.get(picture[1].replace("&amp;", "&"))).content == content
    signature = answer.headers["location"].partition("?")[2]
    assert (await client.get(f"{made['url']}?{signature}")).content == content
    assert (await client.get(f"{other['url']}?{signature}")).status_code == 401


async def test_the_way_that_was_asked_is_kept(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    answer = await send(client, f"{made['url']}?download")
    got = await client.get(answer.headers["location"])
    assert got.headers["content-disposition"].startswith("attachment")


async def test_a_change_of_the_password_ends_what_the_old_one_opened(person: Person, client: httpx.AsyncClient) -> None:
    content = png()
    made = await locked(person, content)
    location = (await send(client, made["url"])).headers["location"]
    assert (await client.get(location)).status_code == 200
    changed = await person.client.patch(f"/api/uploads/{made['id']}", json={"password": "Another one 7"})
    assert changed.json()["has_password"] is True
    assert (await client.get(location)).status_code == 401
    assert (await client.get(made["url"], headers=key())).status_code == 401
    assert (await client.get(made["url"], headers=key("Another one 7"))).status_code == 200
    await person.client.patch(f"/api/uploads/{made['id']}", json={"password": None})
    assert (await client.get(made["url"])).content == content


async def test_its_owner_looks_at_it_by_a_signed_link(person: Person, client: httpx.AsyncClient) -> None:
    content = png()
    made = await locked(person, content)
    assert (await client.get(made["signed_url"])).content == content
    link = (await person.client.post(f"/api/uploads/{made['id']}/link")).json()["url"]
    assert (await client.get(link)).content == content


async def test_private_goes_before(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person, is_public="false")
    assert (await client.get(made["url"], headers=key())).status_code == 404
    assert (await send(client, made["url"])).status_code == 405  # as for what is not there


async def test_only_its_own_page_sends_the_form(person: Person, client: httpx.AsyncClient) -> None:
    made, free = await locked(person), await person.uploaded()
    assert (await send(client, made["url"], Origin="https://evil.example")).status_code == 403
    assert (await client.post(made["url"], json={"password": WORD}, headers={"Origin": APP})).status_code == 415
    assert (await send(client, made["url"], "x" * 5000)).status_code == 413
    assert (await client.post(made["url"], content=b"\xff", headers=FORM)).status_code == 400
    assert (await send(client, free["url"])).status_code == 405
    assert (await send(client, f"{APP}/nothing-here.png")).status_code == 405


@pytest.fixture
async def limited(make_app: MakeApp) -> BulletDrop:
    app: BulletDrop = await make_app(rate_limits=True)
    return app


async def test_after_twenty_wrong_ones_this_visitor_waits(limited: BulletDrop) -> None:
    person = await register(limited)
    made = await locked(person)
    async with client_of(limited, client=("203.0.113.5", 1)) as guesser, client_of(limited) as friend:
        seen = [(await guesser.get(made["url"], headers=key(f"guess {n}"))).status_code for n in range(22)]
        assert seen == [401] * 20 + [429] * 2
        refused = await guesser.get(made["url"], headers=key() | {"X-Forwarded-For": "198.51.100.9"})
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert (await send(guesser, made["url"])).status_code == 429
        assert (await friend.get(made["url"], headers=key())).status_code == 200
    await person.client.aclose()


async def test_forty_guesses_at_once_are_not_more_than_twenty(limited: BulletDrop) -> None:
    person = await register(limited)
    made = await locked(person)
    async with client_of(limited, client=("203.0.113.6", 1)) as guesser:
        answers = await asyncio.gather(*(guesser.get(made["url"], headers=key(f"guess {n}")) for n in range(40)))
    codes = [answer.status_code for answer in answers]
    assert (codes.count(401), codes.count(429)) == (20, 20)
    await person.client.aclose()


async def test_who_knows_it_may_come_as_often_as_he_likes(limited: BulletDrop) -> None:
    person = await register(limited)
    made = await locked(person)
    async with client_of(limited) as friend:
        answers = await asyncio.gather(*(friend.get(made["url"], headers=key()) for _ in range(60)))
        assert {answer.status_code for answer in answers} == {200}
    await person.client.aclose()
