"""What the address of a new file is made of."""

import asyncio
import re
from urllib.parse import unquote
from uuid import UUID

import pytest

from tests.support import APP, Person, png

INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060]{32}")


def stem(made: dict[str, str]) -> str:
    return unquote(made["url"]).removeprefix(f"{APP}/").rpartition(".")[0]


async def opens(person: Person, made: dict[str, str], content: bytes) -> bool:
    return (await person.client.get(made["url"])).content == content


async def test_a_uuid(person: Person) -> None:
    content = png()
    made = await person.uploaded(content, naming="uuid")
    assert UUID(stem(made)).version == 4
    assert made["custom_name"] is None
    assert await opens(person, made, content)


async def test_invisible_names_open_their_file_and_its_page(person: Person) -> None:
    content = png()
    made = await person.uploaded(content, naming="invisible")
    assert INVISIBLE.fullmatch(stem(made))
    assert made["url"].isascii()
    assert await opens(person, made, content)
    assert (await person.client.get(made["view_url"])).status_code == 200


async def test_a_date(person: Person) -> None:
    made = await person.uploaded(naming="date")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-\d{6}", stem(made))


async def test_words(person: Person) -> None:
    made = await person.uploaded(naming="words")
    assert re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+(-\w{4})?", stem(made))


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("Holiday in Föhr (2).png", "Holiday-in-Fohr-2"),
        ("a_b--c.tar.png", "a_b-c-tar"),
        (".png", None),
        ("фото.png", None),
        ("x" * 250 + ".png", "x" * 60),
    ],
    ids=["accents", "dots", "an ending alone", "another script", "a long one"],
)
async def test_the_files_own_name(person: Person, filename: str, name: str | None) -> None:
    made = await person.uploaded(None, filename, naming="original")
    if name is None:
        assert re.fullmatch(r"[0-9A-Za-z]{11}", stem(made))
    else:
        assert re.fullmatch(re.escape(name) + r"(-\w{4})?", stem(made))


async def test_a_reserved_name_is_made_another_one(person: Person) -> None:
    made = await person.uploaded(None, "login.png", naming="original")
    assert re.fullmatch(r"login-\w{4}", stem(made))


async def test_a_name_that_is_taken_gives_way(person: Person) -> None:
    contents = [png() for _ in range(8)]
    made = await asyncio.gather(*(person.uploaded(each, "gives way.png", naming="original") for each in contents))
    assert len({stem(each) for each in made}) == 8
    assert [stem(each) for each in made].count("gives-way") == 1
    for each, content in zip(made, contents, strict=True):
        assert await opens(person, each, content)


async def test_a_chosen_name_goes_before_and_is_told_when_taken(person: Person) -> None:
    made = await person.uploaded(custom_name="mine-alone", naming="words")
    assert stem(made) == "mine-alone"
    assert (await person.upload(png(), custom_name="mine-alone", naming="words")).status_code == 409


async def test_the_users_default_holds_where_the_upload_says_nothing(other: Person) -> None:
    changed = await other.client.patch("/api/users/me", json={"upload_defaults": {"naming": "uuid"}})
    assert changed.status_code == 200
    assert UUID(stem(await other.uploaded())).version == 4
    assert re.fullmatch(r"[0-9A-Za-z]{11}", stem(await other.uploaded(naming="random")))
