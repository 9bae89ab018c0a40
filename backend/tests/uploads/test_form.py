"""POST /api/uploads: a form, its options before or after the file, and every way to get a form wrong."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.media.samples import SAMPLES
from tests.support import APP, Person, png, sha256, stored_files

BOUNDARY = "xYzZY"
KIND = f"multipart/form-data; boundary={BOUNDARY}"
FILE = b'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/html\r\n\r\nhello'


def field(name: str, value: str) -> bytes:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()


def form(*parts: bytes, boundary: bytes = BOUNDARY.encode(), end: bytes = b"--\r\n") -> bytes:
    return b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + end


async def post(person: Person, body: bytes, kind: str = KIND) -> httpx.Response:
    return await person.client.post("/api/uploads", content=body, headers={"Content-Type": kind})


def is_problem(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == answer.status_code
    if answer.status_code == 422:
        assert all({"field", "message"} == error.keys() for error in body["errors"])


async def test_an_upload_is_answered_with_every_field(person: Person) -> None:
    content = png(57, 31)
    answer = await person.upload(content, "my shot.png")
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == made["url"]
    assert "no-store" in answer.headers["cache-control"]
    assert made["file_hash"] == sha256(content)
    assert (made["file_size"], made["mime_type"], made["width"], made["height"]) == (len(content), "image/png", 57, 31)
    assert made["original_filename"] == "my shot.png"
    assert made["filename"].endswith(".png")
    assert made["url"] == f"{APP}/{made['filename']}"
    assert made["view_url"] == made["url"].removesuffix(".png")
    assert made["thumbnail_url"].endswith(f"/t/{made['filename'].removesuffix('.png')}.webp")
    assert made["delete_url"].startswith(f"{APP}/delete/")
    assert (made["is_public"], made["has_password"], made["view_count"], made["status"]) == (True, False, 0, "ready")
    assert (
        made["custom_name"],
        made["expires_at"],
        made["max_views"],
        made["folder"],
        made["tags"],
        made["duration"],
    ) == (None, None, None, None, [], None)
    read = (await person.client.get(f"/api/uploads/{made['id']}")).json()
    assert read == {name: value for name, value in made.items() if name != "delete_url"}


@pytest.mark.parametrize("order", ["before", "after", "around"])
async def test_options_may_stand_before_and_after_the_file(person: Person, order: str) -> None:
    options = [field("is_public", "false"), field("expires_in", "3600")]
    parts = {"before": [*options, FILE], "after": [FILE, *options], "around": [options[0], FILE, options[1]]}[order]
    answer = await post(person, form(*parts))
    assert answer.status_code == 201
    assert answer.json()["is_public"] is False
    assert answer.json()["expires_at"] is not None


@pytest.mark.parametrize("name", SAMPLES)
async def test_the_type_and_the_ending_come_from_the_bytes(person: Person, name: str) -> None:
    content, mime_type, ending = SAMPLES[name]
    made = await person.uploaded(content, name, keep_metadata="true")
    assert made["mime_type"] == mime_type
    assert made["filename"].rpartition(".")[2] == ending
    assert made["original_filename"] == name
    assert (await person.client.get(made["url"])).content == content


async def test_an_empty_option_is_as_if_it_were_not_there(person: Person) -> None:
    answer = await person.upload(png(), custom_name="", expires_in="", expires_at="", domain="", is_public="")
    assert answer.status_code == 201
    assert answer.json()["is_public"] is True


BROKEN = {
    "nothing": b"",
    "no boundary in it": b"hello",
    "cut in the file": form(FILE)[:-30],
    "cut before the last dashes": form(FILE, end=b""),
    "cut in a header": b"--xYzZY\r\nContent-Dispo",
    "another boundary": form(FILE, boundary=b"other"),
    "bare line feeds": form(FILE).replace(b"\r\n", b"\n"),
    "no disposition": form(b"X: y\r\n\r\nhello"),
    "a header without a colon": form(b"nonsense\r\n\r\nhello"),
    "a NUL in a header": form(b'Content-Disposition: form-data; name="file\x00"\r\n\r\nx'),
    "a name that is no UTF-8": form(b'Content-Disposition: form-data; name="file"; filename="\xed\xa0\xbd"\r\n\r\nx'),
    "bytes after the boundary": b"--xYzZYxx\r\n" + FILE,
    "nine headers": form(b"X: y\r\n" * 9 + FILE),
    "a header of 64 kB": form(b"X: " + b"y" * 65_536 + b"\r\n" + FILE),
    "a name of 64 kB": form(b'Content-Disposition: form-data; name="file"; filename="' + b"a" * 65_536 + b'"\r\n\r\nx'),
    "thirty parts": form(*(field(f"a{number}", "x") for number in range(30)), FILE),
    "a thousand empty parts": form(*[b"\r\n"] * 1000),
    "a preamble of 4 MB": b"x" * (4 << 20) + b"\r\n" + form(FILE),
    "an epilogue of 4 MB": form(FILE) + b"x" * (4 << 20),
    "line ends without end": b"\r\n" * (1 << 20),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
async def test_forms_that_cannot_be_read_leave_nothing(person: Person, body: bytes) -> None:
    before = await person.me()
    answer = await post(person, body)
    is_problem(answer, 400, 413, 422)
    assert "Error" not in answer.text  # nothing of the parser's insides
    assert await person.me() == before
    assert stored_files(person.app.storage.root / "incoming") == []


WRONG = {
    "no file": ([field("is_public", "true")], "file"),
    "two files": ([FILE, FILE], "file"),
    "an option twice": ([field("is_public", "true"), field("is_public", "true"), FILE], "is_public"),
    "an unknown option": ([FILE, field("colour", "red")], "colour"),
    "an option of a later version": ([FILE, field("burn", "3")], "burn"),
    "somebody else's id": ([FILE, field("user_id", "1")], "user_id"),
    "is_public maybe": ([FILE, field("is_public", "maybe")], "is_public"),
    "expires_in text": ([FILE, field("expires_in", "soon")], "expires_in"),
    "expires_in 0": ([FILE, field("expires_in", "0")], "expires_in"),
    "expires_in below": ([FILE, field("expires_in", "-5")], "expires_in"),
    "expires_in overflow": ([FILE, field("expires_in", "9" * 30)], "expires_in"),
    "expires_in not a number": ([FILE, field("expires_in", "NaN")], "expires_in"),
    "expires_at past": ([FILE, field("expires_at", "2001-01-01T00:00:00Z")], "expires_at"),
    "expires_at without zone": ([FILE, field("expires_at", "2101-01-01T00:00:00")], "expires_at"),
    "expires_at no date": ([FILE, field("expires_at", "tomorrow")], "expires_at"),
    "expires_at overflow": ([FILE, field("expires_at", "9999-12-31T23:59:59-23:59")], "expires_at"),
    "custom_name with a slash": ([FILE, field("custom_name", "a/b")], "custom_name"),
    "custom_name of the host": ([FILE, field("custom_name", "Robots")], "custom_name"),
    "custom_name with a dot": ([FILE, field("custom_name", "a.html")], "custom_name"),
    "custom_name of 101": ([FILE, field("custom_name", "x" * 101)], "custom_name"),
    "custom_name with NUL": ([FILE, field("custom_name", "a\x00b")], "custom_name"),
    "custom_name bidi": ([FILE, field("custom_name", "a\u202eb")], "custom_name"),
    "an option of 5 kB": ([FILE, field("custom_name", "x" * 5000)], "custom_name"),
    "another domain": ([FILE, field("domain", "evil.example")], "domain"),
    "no UTF-8": ([FILE, b'Content-Disposition: form-data; name="domain"\r\n\r\n\xff\xfe'], "domain"),
}


@pytest.mark.parametrize(("parts", "named"), WRONG.values(), ids=WRONG.keys())
async def test_wrong_options_are_named_and_nothing_is_kept(person: Person, parts: list[bytes], named: str) -> None:
    before = await person.me()
    answer = await post(person, form(*parts))
    is_problem(answer, 422)
    assert named in {error["field"] for error in answer.json()["errors"]}
    assert await person.me() == before
    assert stored_files(person.app.storage.root / "incoming") == []


async def test_both_expiries_are_one_too_many(person: Person) -> None:
    is_problem(await person.upload(png(), expires_in="60", expires_at="2101-01-01T00:00:00Z"), 422)


@pytest.mark.parametrize("name", ["is_public", "", "x" * 200, "a\tb", "file "])
async def test_a_file_in_another_part_is_no_file(person: Person, name: str) -> None:
    part = f'Content-Disposition: form-data; name="{name}"; filename="a.txt"\r\n\r\nhello'.encode()
    is_problem(await post(person, form(part)), 400, 422)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/mixed; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 300,
        "\xff",
    ],
)
async def test_other_content_types_are_told_what_to_send(person: Person, kind: str) -> None:
    answer = await person.client.post(
        "/api/uploads", content=form(FILE), headers={b"Content-Type": kind.encode("latin-1")}
    )
    is_problem(answer, 400, 415)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b'filename="../../etc/passwd"', "passwd"),
        (b'filename="C:\\\\Users\\\\me\\\\shot.txt"', "shot.txt"),
        (b'filename="a\xe2\x80\xaegnp.txt"', "agnp.txt"),
        ('filename="Gru\u0308ße.txt"'.encode(), "Grüße.txt"),
        (b'filename=""', "file"),
        (b'filename="' + b"x" * 400 + b'.txt"', "x" * 251 + ".txt"),
        (b'filename="..."', "file"),
        (b'filename=".txt"', ".txt"),
    ],
)
async def test_names_are_kept_as_far_as_they_are_safe(person: Person, sent: bytes, kept: str) -> None:
    part = b'Content-Disposition: form-data; name="file"; ' + sent + b"\r\n\r\nhello"
    answer = await post(person, form(part))
    assert answer.status_code == 201, answer.text
    assert answer.json()["original_filename"] == kept
    got = await person.client.get(answer.json()["url"] + "?download")
    assert got.status_code == 200


async def chunks(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


@pytest.mark.parametrize("size", [1, 3, 1000])
async def test_however_the_form_is_cut_into_pieces_it_is_the_same_form(person: Person, size: int) -> None:
    content = b"\r\n--xYzZ\r\n--xYzZX" * 3 + png()
    part = b'Content-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n' + content
    whole = form(field("is_public", "false"), part, field("expires_in", "60"))
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    answer = await person.client.post("/api/uploads", content=chunks(*pieces), headers={"Content-Type": KIND})
    assert answer.status_code == 201
    assert answer.json()["file_hash"] == sha256(content)
    assert answer.json()["is_public"] is False


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 7])
async def test_files_around_the_size_of_a_piece_are_whole(person: Person, size: int) -> None:
    content = (b"xy" + png() * (size // 100))[:size]
    made = await person.uploaded(content, "a.bin")
    assert (made["file_size"], made["file_hash"]) == (size, sha256(content))
    assert (await person.client.get(made["url"])).content == content


async def test_without_signing_in_nothing_is_taken(client: httpx.AsyncClient) -> None:
    is_problem(await client.post("/api/uploads", files={"file": ("a.png", png())}), 401)
    is_problem(await client.put("/api/uploads/a.png", content=png()), 401)
