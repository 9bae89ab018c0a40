"""Files with a password: nothing of them without it, at any address, for programs and for people (security A8)."""

import asyncio
import re
import time
from typing import Any

import httpx
import pytest
import structlog

from bulletdrop.delivery import locks
from tests.support import APP, MakeApp, Person, client_of, png, register, unique

TEXT = b"what only those who were told may read"
SECRET = "lighthouse-17"
FORM = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded", "Origin": APP}


async def locked(person: Person, name: str = "", **fields: str) -> dict[str, Any]:
    return await person.uploaded(TEXT, name or f"{unique('plan')}.txt", **{"password": SECRET, **fields})


def addresses(made: dict[str, Any], name: str) -> list[str]:
    """Every address that a file has."""
    return [
        made["url"],
        made["view_url"],
        made["url"] + "?view",
        made["url"] + "?download",
        made["url"] + "?preview",
        made["url"] + f"?password={SECRET}",
        f"{APP}/t/{made['view_url'].rpartition('/')[2]}.webp",
        f"{APP}/u/{name}/{made['filename']}",
        f"{APP}/u/{name}/{made['original_filename']}",
    ]


def sent(password: str | bytes) -> dict[bytes, bytes]:
    return {b"X-File-Password": password.encode() if isinstance(password, str) else password}


async def posted(client: httpx.AsyncClient, url: str, password: str, **headers: str) -> httpx.Response:
    """The form of the locked page, as a browser sends it."""
    body = str(httpx.QueryParams({"password": password}))
    return await client.post(url, content=body, headers={**FORM, **headers})


async def test_without_the_password_nothing_of_it_is_given_out(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    for address in addresses(made, person.name):
        for headers in ({}, {"Range": "bytes=0-1"}, {"If-None-Match": "*"}, {"Accept": "text/html"}):
            for method in ("GET", "HEAD"):
                answer = await client.request(method, address, headers=headers)
                assert answer.status_code == 401, (method, address, headers)
                assert answer.headers["www-authenticate"].startswith("X-File-Password")
                assert answer.headers["cache-control"] in {"no-store", "private, no-store"}
                assert "etag" not in answer.headers
                assert "set-cookie" not in answer.headers
                assert TEXT not in answer.content
                assert made["original_filename"] not in answer.text
    assert (await client.get(f"{APP}/api/oembed", params={"url": made["url"]})).status_code == 404


async def test_a_browser_is_shown_the_form_and_nothing_of_the_file(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person, "geheimer plan.txt")
    page = await client.get(made["url"], headers={"Accept": "text/html,*/*"})
    assert page.status_code == 401
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "This file has a password." in page.text
    assert '<form class="ask" method="post">' in page.text
    assert "That isn" not in page.text
    for word in ("geheim", "og:", f"{len(TEXT)} B", "Text", person.name, made["filename"]):
        assert word not in page.text
    assert len(page.content) < 14_336
    program = await client.get(made["url"])
    assert program.headers["content-type"] == "application/problem+json"


async def test_the_header_opens_every_form_of_it(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    for address in addresses(made, person.name):
        answer = await client.get(address, headers=sent(SECRET))
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
    part = await client.get(made["url"], headers={**sent(SECRET), b"Range": b"bytes=5-8"})
    assert (part.status_code, part.content) == (206, TEXT[5:9])
    head = await client.head(made["url"], headers=sent(SECRET))
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(TEXT)))
    tag = f'"{made["file_hash"]}"'.encode()
    assert (await client.get(made["url"], headers={**sent(SECRET), b"If-None-Match": tag})).status_code == 304


@pytest.mark.parametrize("wrong", ["lighthouse", SECRET.upper(), SECRET + " ", "x" * 129, "\xff"])
async def test_a_wrong_password_opens_nothing(person: Person, client: httpx.AsyncClient, wrong: str) -> None:
    made = await locked(person)
    assert (await client.get(made["url"], headers=sent(wrong.encode("latin-1")))).status_code == 401
    assert (await client.get(made["url"], headers=sent(SECRET))).content == TEXT


async def test_an_empty_header_is_none_and_two_are_refused(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    assert (await client.get(made["url"], headers=sent(""))).status_code == 401
    twice = httpx.Headers([("X-File-Password", SECRET), ("X-File-Password", "other")])
    assert (await client.get(made["url"], headers=twice)).status_code == 400


async def test_the_same_letters_in_another_form_are_the_same_password(
    person: Person, client: httpx.AsyncClient
) -> None:
    made = await locked(person, password="Zu\u0308rich \u30d1")
    assert (await client.get(made["url"], headers=sent("Z\u00fcrich \u30d1"))).status_code == 200
    assert (await posted(client, made["url"], "Z\u00fcrich \u30d1")).status_code == 303


@pytest.mark.parametrize("query", ["", "?download", "?view"])
async def test_the_form_leads_to_the_address_that_was_asked_for(
    person: Person, client: httpx.AsyncClient, query: str
) -> None:
    made = await locked(person)
    wrong = await posted(client, made["url"] + query, "wrong")
    assert wrong.status_code == 401
    assert "That isn&#39;t it." in wrong.text
    right = await posted(client, made["url"] + query, SECRET)
    assert right.status_code == 303
    assert "no-store" in right.headers["cache-control"]
    assert "set-cookie" not in right.headers
    assert SECRET not in right.headers["location"]
    opened = await client.get(httpx.URL(made["url"]).join(right.headers["location"]))
    assert opened.status_code == 200
    assert opened.headers["cache-control"] == "private, no-store"
    if query == "?view":
        assert TEXT.decode() in opened.text
        assert "og:" not in opened.text
        link = re.search(r'href="([^"]*download[^"]*)"', opened.text)
        assert link
        assert (await client.get(link[1].replace("&amp;", "&"))).content == TEXT
    else:
        assert opened.content == TEXT
        kind = "attachment" if query else "inline"
        assert opened.headers["content-disposition"].startswith(kind)


async def test_an_opened_address_opens_that_file_alone(person: Person, client: httpx.AsyncClient) -> None:
    one, two = await locked(person), await locked(person)
    query = (await posted(client, one["url"], SECRET)).headers["location"]
    assert (await client.get(one["url"] + query)).status_code == 200
    assert (await client.get(two["url"] + query)).status_code == 401
    assert (await client.get(one["url"] + query.replace("signature=", "signature=f"))).status_code == 401


async def test_an_opened_address_ends(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    signer = person.app.delivery._locks._signer
    row = await person.app.resolver.find(1, made["filename"])
    assert not isinstance(row, str)
    assert row is not None
    assert row.password_hash is not None
    old = signer.sign_opened(made["id"], row.password_hash, at=time.time() - 901)
    assert (await client.get(f"{made['url']}?{old}")).status_code == 401
    fresh = await posted(client, f"{made['url']}?{old}&download", SECRET)
    assert fresh.headers["location"].count("until=") == 1
    assert "download" in fresh.headers["location"]


async def test_another_password_shuts_it_and_none_opens_it_at_once(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    query = (await posted(client, made["url"], SECRET)).headers["location"]
    assert (await client.get(made["url"] + query)).status_code == 200
    path = f"/api/uploads/{made['id']}"
    assert (await person.client.patch(path, json={"password": "another-one"})).json()["has_password"] is True
    assert (await client.get(made["url"] + query)).status_code == 401
    assert (await client.get(made["url"], headers=sent(SECRET))).status_code == 401
    assert (await client.get(made["url"], headers=sent("another-one"))).status_code == 200
    assert (await person.client.patch(path, json={"password": None})).json()["has_password"] is False
    for address in addresses(made, person.name):
        assert (await client.get(address)).status_code == 200
    assert (await client.get(made["url"])).headers["cache-control"].startswith("public")


async def test_the_owners_link_needs_no_password(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    assert (await client.get(made["signed_url"])).content == TEXT


async def test_a_private_file_is_not_there_for_those_who_know_its_password(
    person: Person, client: httpx.AsyncClient
) -> None:
    made = await locked(person)
    query = (await posted(client, made["url"], SECRET)).headers["location"]
    await person.client.patch(f"/api/uploads/{made['id']}", json={"is_public": False})
    for address in (made["url"], made["url"] + query, made["view_url"]):
        assert (await client.get(address, headers=sent(SECRET))).status_code == 404
    assert (await posted(client, made["url"], SECRET)).status_code == 405  # as for what is not there
    assert (await client.get(made["signed_url"])).content == TEXT


async def test_a_guarded_file_does_not_hide_an_open_one(person: Person, client: httpx.AsyncClient) -> None:
    name = f"{unique('both')}.txt"
    await person.uploaded(b"open", name)
    await locked(person, name)
    assert (await client.get(f"{APP}/u/{person.name}/{name}")).content == b"open"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
async def test_forms_of_others_are_refused(
    person: Person, client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    made = await locked(person)
    assert (await posted(client, made["url"], SECRET, **headers)).status_code == status


async def test_a_form_is_bounded(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    assert (await posted(client, made["url"], "x" * 1_000_000)).status_code == 413

    async def pieces() -> Any:
        for _ in range(100):
            yield b"x" * 1000

    assert (await client.post(made["url"], content=pieces(), headers=FORM)).status_code == 413
    assert (await client.post(made["url"], content=b"", headers=FORM)).status_code == 401
    assert (await client.post(made["url"], content=b"a=1&" * 20, headers=FORM)).status_code == 400


async def test_open_files_take_no_form(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(png())
    assert (await posted(client, made["url"], SECRET)).status_code == 405


async def test_after_twenty_wrong_guesses_the_right_one_waits_too(make_app: MakeApp) -> None:
    app = await make_app(rate_limits=True)
    person = await register(app)
    made, other = await locked(person), await locked(person)
    async with client_of(app) as client, client_of(app, client=("2001:db8::7", 1)) as elsewhere:
        first = await posted(client, made["url"], "wrong")
        assert "19 tries are left, then this address waits 15 minutes." in first.text
        assert [(await client.get(made["url"], headers=sent(f"no-{n}"))).status_code for n in range(19)] == [401] * 19
        for spoofed in ({}, {b"X-Forwarded-For": b"9.9.9.9"}, {b"Forwarded": b"for=9.9.9.9"}):
            answer = await client.get(made["url"], headers={**sent(SECRET), **spoofed})
            assert answer.status_code == 429
            assert 0 < int(answer.headers["retry-after"]) <= 901
        assert (await posted(client, made["url"], SECRET)).status_code == 429
        assert (await client.get(other["url"], headers=sent(SECRET))).status_code == 200
        assert (await elsewhere.get(made["url"], headers=sent(SECRET))).status_code == 200
        # It is in memory now as right; that is no way round the limit.
        assert (await client.get(made["url"], headers=sent(SECRET))).status_code == 429
    await person.client.aclose()


async def test_forty_guesses_at_once_are_no_more_than_twenty(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await make_app(rate_limits=True)
    person = await register(app)
    made = await locked(person)
    compared = []
    verify = app.file_passwords.verify

    async def counted(password: str, hashed: str | None) -> Any:
        compared.append(password)
        return await verify(password, hashed)

    monkeypatch.setattr(app.file_passwords, "verify", counted)
    async with client_of(app) as client:
        answers = await asyncio.gather(*(client.get(made["url"], headers=sent(f"no-{n}")) for n in range(40)))
        assert sorted(answer.status_code for answer in answers) == [401] * 20 + [429] * 20
        assert len(compared) == 20
    await person.client.aclose()


async def test_a_file_has_an_end_of_guesses_over_all_addresses(make_app: MakeApp) -> None:
    app = await make_app(rate_limits=True)
    person = await register(app)
    made = await locked(person)
    statuses = []
    for subscriber in range(6):
        async with client_of(app, client=(f"2001:db8:0:{subscriber:x}::1", 1)) as client:
            statuses += [(await client.get(made["url"], headers=sent(f"no-{n}"))).status_code for n in range(20)]
    assert statuses == [401] * 100 + [429] * 20
    await person.client.aclose()


async def test_a_thousand_ranges_are_hashed_once(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    app = await make_app(rate_limits=True)
    person = await register(app)
    made = await locked(person)
    hashed = []
    verify = app.file_passwords.verify

    async def counted(password: str, kept: str | None) -> Any:
        hashed.append(password)
        return await verify(password, kept)

    monkeypatch.setattr(app.file_passwords, "verify", counted)
    monkeypatch.setattr(locks, "REMEMBERED", 1)
    async with client_of(app) as client:
        for first in range(200):
            part = {**sent(SECRET), b"Range": b"bytes=%d-" % (first % 10)}
            assert (await client.get(made["url"], headers=part)).status_code == 206
    assert hashed == [SECRET]
    await person.client.aclose()


async def test_no_log_holds_the_password(person: Person, client: httpx.AsyncClient) -> None:
    made = await locked(person)
    with structlog.testing.capture_logs() as logs:
        await posted(client, made["url"], SECRET)
        await posted(client, made["url"], "guessed-word")
        await client.get(made["url"], headers=sent(SECRET))
    assert SECRET not in str(logs)
    assert "guessed-word" not in str(logs)
