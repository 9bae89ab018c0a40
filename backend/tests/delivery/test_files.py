"""The address of a file: every header, HEAD, ranges, conditions."""

import email
import email.policy
import re
from email.message import MIMEPart

import httpx
import pytest

from tests.support import APP, Person, png, sha256

BIG = bytes(range(251)) * 6000  # 1.5 MB: streamed, not kept in memory


def always(answer: httpx.Response) -> None:
    """What every answer with user content says (contract §4, security A2)."""
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "allow-scripts" not in answer.headers["content-security-policy"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers


async def test_a_file_is_given_out_with_every_header_of_the_contract(person: Person, client: httpx.AsyncClient) -> None:
    content = png()
    made = await person.uploaded(content, "my shot.png")
    answer = await client.get(made["url"])
    assert answer.status_code == 200
    assert answer.content == content
    always(answer)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["etag"] == f'"{sha256(content)}"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["content-disposition"] == 'inline; filename="my shot.png"'
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.headers["last-modified"])


@pytest.mark.parametrize("content", [b"", b"x", b"small text", BIG], ids=["empty", "one byte", "small", "big"])
async def test_head_is_get_without_the_body(person: Person, client: httpx.AsyncClient, content: bytes) -> None:
    made = await person.uploaded(content, "a.bin")
    for query in ("", "?download"):
        got, head = await client.get(made["url"] + query), await client.head(made["url"] + query)
        assert head.status_code == got.status_code == 200
        assert head.content == b""
        assert got.content == content
        assert head.headers == got.headers


async def test_download_is_an_attachment(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(filename="Grüße 🌊.png")
    answer = await client.get(made["download_url"])
    assert answer.headers["content-disposition"].startswith(
        "attachment; filename=\"Gr__e _.png\"; filename*=UTF-8''Gr%C3%BC"
    )


async def test_the_ending_must_be_the_files_own(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    stem = made["url"].rpartition(".")[0]
    assert (await client.get(f"{stem}.PNG")).status_code == 200
    for ending in ("html", "svg", "jpg", "png.html", "png/", "png%00.html", ""):
        assert (await client.get(f"{stem}.{ending}")).status_code == 404


@pytest.mark.parametrize("content", [b"0123456789" * 10, BIG], ids=["small", "big"])
@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, None),
        ("bytes=7-", 7, None),
        ("bytes=-5", -5, None),
        ("bytes=90-999999999", 90, None),
        ("bytes=-999999999", 0, None),
    ],
)
async def test_one_range(
    person: Person, client: httpx.AsyncClient, content: bytes, header: str, first: int, last: int | None
) -> None:
    made = await person.uploaded(content, "a.bin")
    answer = await client.get(made["url"], headers={"Range": header})
    wanted = content[first:] if last is None else content[first : last + 1]
    start = first % len(content)
    assert answer.status_code == 206
    always(answer)
    assert answer.content == wanted
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(content)}"
    assert answer.headers["content-length"] == str(len(wanted))
    assert answer.headers["etag"] == f'"{sha256(content)}"'


def parts_of(answer: httpx.Response) -> list[MIMEPart]:
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + answer.content, policy=email.policy.HTTP)
    return list(message.iter_parts())


async def test_several_ranges_come_as_parts_in_the_clients_order(person: Person, client: httpx.AsyncClient) -> None:
    content = bytes(range(256)) * 4
    made = await person.uploaded(content, "a.bin")
    answer = await client.get(made["url"], headers={"Range": "bytes=1000-, 0-3,-1020"})
    assert answer.status_code == 200  # they overlap: once, whole
    answer = await client.get(made["url"], headers={"Range": "bytes=1000-, 0-3,17-17"})
    assert answer.status_code == 206
    always(answer)
    assert "content-range" not in answer.headers
    parts = parts_of(answer)
    assert [part["content-range"] for part in parts] == ["bytes 1000-1023/1024", "bytes 0-3/1024", "bytes 17-17/1024"]
    assert [part.get_content_type() for part in parts] == [made["mime_type"]] * 3
    assert int(answer.headers["content-length"]) == len(answer.content)
    bodies = [part.get_payload(decode=True) for part in parts]
    assert bodies == [content[1000:], content[:4], content[17:18]]


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0", "bytes=500-600,700-"])
async def test_ranges_past_the_end_are_416(person: Person, client: httpx.AsyncClient, header: str) -> None:
    made = await person.uploaded(b"x" * 100, "a.txt")
    answer = await client.get(made["url"], headers={"Range": header})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */100"
    assert answer.content == b""
    always(answer)


async def test_an_empty_file_is_a_file(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"", "empty.txt")
    assert made["file_size"] == 0
    answer = await client.get(made["url"])
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "0")
    assert (await client.get(made["url"], headers={"Range": "bytes=0-"})).status_code == 416


async def test_head_knows_no_ranges(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"x" * 100, "a.txt")
    answer = await client.head(made["url"], headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.headers["content-length"]) == (200, "100")


@pytest.mark.parametrize(
    "header",
    [
        "bytes=" + ",".join(["0-"] * 500),
        "bytes=0-0,0-0",
        "bytes=" + ",".join(f"{i}-{i}" for i in range(0, 80, 2)),
        "lines=1-2",
        "bytes=9-1",
    ],
)
async def test_greedy_and_broken_ranges_get_the_file_once(
    person: Person, client: httpx.AsyncClient, header: str
) -> None:
    made = await person.uploaded(b"x" * 100, "a.txt")
    answer = await client.get(made["url"], headers={"Range": header})
    assert (answer.status_code, len(answer.content)) == (200, 100)


@pytest.mark.parametrize("many", [2, 20])
async def test_many_ranges_send_at_most_twice_the_file(person: Person, client: httpx.AsyncClient, many: int) -> None:
    made = await person.uploaded(b"x" * 400, "a.txt")
    header = "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 2 * many, 2))
    answer = await client.get(made["url"], headers={"Range": header})
    assert len(answer.content) <= 800


async def test_conditions(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(b"0123456789", "a.txt")
    first = await client.get(made["url"])
    etag, date = first.headers["etag"], first.headers["last-modified"]

    async def status(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await client.get(made["url"], headers=named)
        always(answer)
        assert answer.headers["etag"] == etag
        assert (answer.content == b"") == (answer.status_code in {304, 412})
        return answer.status_code

    assert await status(if_none_match=etag) == 304
    assert await status(if_none_match=f'"x", W/{etag}') == 304
    assert await status(if_none_match='"x"', if_modified_since=date) == 200
    assert await status(if_modified_since=date) == 304
    assert await status(if_match='"x"') == 412
    assert await status(if_match=etag, if_none_match=etag) == 304
    assert await status(if_unmodified_since="Thu, 01 Jan 1998 00:00:00 GMT") == 412
    assert await status(if_none_match=etag, range="bytes=0-1") == 304
    assert await status(if_range=etag, range="bytes=0-1") == 206
    assert await status(if_range=date, range="bytes=0-1") == 206
    assert await status(if_range='"x"', range="bytes=0-1") == 200
    assert await status(if_range=f"W/{etag}", range="bytes=0-1") == 200
    assert await status(if_range='"x"', range="bytes=99-") == 200


async def test_304_says_what_200_would(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded()
    full = await client.get(made["url"])
    same = await client.get(made["url"], headers={"If-None-Match": full.headers["etag"]})
    for name in ("etag", "cache-control", "last-modified"):
        assert same.headers[name] == full.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_files_are_only_read(person: Person, client: httpx.AsyncClient, method: str) -> None:
    made = await person.uploaded()
    answer = await client.request(method, made["url"])
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing-here",
        "/nothing.png",
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%00",
        "/%ff%fe.png",
        "/%ED%A0%80",
        "/a/b/c",
        "/u/",
        "/u/nobody/",
        "/u/nobody/a.png",
        "/u/%00/%00",
        "/.png",
        "/" + "x" * 5000,
        "/💥",
        "/t/a.webp",
        "/.well-known/security.txt",
        "/robots.txt",
        "/sw.js",
    ],
)
async def test_addresses_of_nothing(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(APP + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    page = await client.get(APP + path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "query",
    ["?" + "a&" * 100, "?%00", "?view=%ff", "?download&download", "?until=&signature=", "?" + "signature=x&" * 50],
)
async def test_no_query_breaks_it(person: Person, client: httpx.AsyncClient, query: str) -> None:
    made = await person.uploaded()
    assert (await client.get(made["url"] + query)).status_code == 200
    assert (await client.get(f"{made['url']}{query}&view")).status_code == 200


async def test_a_custom_name_has_no_case_and_the_slug_stays(person: Person, client: httpx.AsyncClient) -> None:
    made = await person.uploaded(custom_name=f"Trip-{person.name}")
    assert made["url"] == f"{APP}/Trip-{person.name}.png"
    for name in (f"trip-{person.name}.png", f"TRIP-{person.name}.PNG", f"Trip-{person.name}"):
        assert (await client.get(f"{APP}/{name}")).status_code == 200


async def test_both_names_of_a_user_address(person: Person, client: httpx.AsyncClient) -> None:
    first = await person.uploaded(b"first", "note.txt")
    second = await person.uploaded(b"second", "note.txt")
    assert (await client.get(f"{APP}/u/{person.name}/{first['filename']}")).content == b"first"
    assert (await client.get(f"{APP}/u/{person.name.upper()}/note.txt")).content == b"second"
    assert (await client.get(f"{APP}/u/{person.name}/NOTE.txt")).status_code == 404
    assert (await person.client.delete(f"/api/uploads/{second['id']}?permanent=true")).status_code == 204
    assert (await client.get(f"{APP}/u/{person.name}/note.txt")).content == b"first"


async def test_the_newest_file_of_a_name_is_found_though_the_older_was_asked_for_before(
    person: Person, client: httpx.AsyncClient
) -> None:
    await person.uploaded(b"first", "note.txt")
    address = f"{APP}/u/{person.name}/note.txt"
    assert (await client.get(address)).content == b"first"
    await person.uploaded(b"second", "note.txt")
    assert (await client.get(address)).content == b"second"


async def test_a_private_namesake_hides_no_public_file(person: Person, client: httpx.AsyncClient) -> None:
    await person.uploaded(b"public", "note.txt")
    await person.uploaded(b"private", "note.txt", is_public="false")
    assert (await client.get(f"{APP}/u/{person.name}/note.txt")).content == b"public"


async def test_what_lies_about_its_type_is_not_saved_under_the_lie(person: Person) -> None:
    upload = await person.uploaded(png(), "gnp.exe")
    answer = await person.client.get(upload["url"])
    assert answer.headers["content-disposition"] == 'inline; filename="gnp.png"'
    assert upload["original_filename"] == "gnp.exe"
