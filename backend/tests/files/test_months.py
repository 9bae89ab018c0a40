"""GET /api/uploads/months: how many uploads each month has, by the calendar of who looks."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from bulletdrop.main import BulletDrop
from tests.support import Person, png, register

# name → when it was made
MADE = {
    "spring.txt": "2026-04-30T22:30:00Z",  # May already in Berlin, April still in UTC
    "early.txt": "2026-05-01T00:00:00Z",
    "may.png": "2026-05-17T12:00:00Z",
    "late.txt": "2026-10-31T23:59:59.999999Z",  # November in Berlin, whose clocks went back a week before
    "trashed.txt": "2026-07-01T12:00:00Z",
}


@pytest.fixture(scope="module")
async def owner(app: BulletDrop) -> Person:
    """Somebody with files of three months, and a fourth whose only file lies in the trash."""
    made = await register(app)
    for name in MADE:
        content = png(10, 10) if name.endswith(".png") else name.encode()
        await made.uploaded(content, name, is_public=str(name != "early.txt").lower())
    async with app.database.transaction() as session:
        await session.execute(
            text("UPDATE uploads SET created_at = :at WHERE user_id = :user AND original_filename = :name"),
            [{"at": datetime.fromisoformat(at), "user": made.id, "name": name} for name, at in MADE.items()],
        )
        await session.execute(
            text("UPDATE uploads SET deleted_at = now() WHERE user_id = :user AND original_filename = 'trashed.txt'"),
            {"user": made.id},
        )
    return made


async def months(person: Person, **query: Any) -> dict[str, int]:
    """The months of the answer with their counts, in its order."""
    answer = await person.client.get("/api/uploads/months", params=query)
    assert answer.status_code == 200, answer.text
    return {item["month"]: item["count"] for item in answer.json()["items"]}


async def test_months_come_newest_first_in_utc_and_without_the_trash(owner: Person) -> None:
    assert list((await months(owner)).items()) == [("2026-10", 1), ("2026-05", 2), ("2026-04", 1)]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", {"2026-11": 1, "2026-05": 3}),
        ("America/Los_Angeles", {"2026-10": 1, "2026-05": 1, "2026-04": 2}),
        ("Etc/GMT+3", {"2026-10": 1, "2026-05": 1, "2026-04": 2}),
    ],
)
async def test_months_are_those_of_the_calendar_that_is_asked_for(
    owner: Person, zone: str, expected: dict[str, int]
) -> None:
    assert await months(owner, tz=zone) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "may"}, {"2026-05": 1}),
        ({"type": "image"}, {"2026-05": 1}),
        ({"is_public": "false"}, {"2026-05": 1}),
        ({"from": "2026-05-02T00:00:00Z"}, {"2026-10": 1, "2026-05": 1}),
        ({"to": "2026-05-01T00:00:00Z"}, {"2026-04": 1}),
        ({"trash": "true"}, {"2026-07": 1}),
        ({"q": "nothing of the kind"}, {}),
    ],
)
async def test_months_take_the_filters_of_the_list(
    owner: Person, query: dict[str, str], expected: dict[str, int]
) -> None:
    assert await months(owner, **query) == expected
    items = (await owner.client.get("/api/uploads", params=query)).json()["items"]
    assert sum(expected.values()) == len(items)


# Also names that PostgreSQL itself would take: abbreviations and POSIX rules, which are no places.
@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "CEST", "Foo+3", "europe/berlin", "UTC'; --", "Z" * 65])
async def test_an_unknown_zone_is_refused_also_where_there_is_nothing_to_count(app: BulletDrop, zone: str) -> None:
    person = await register(app)
    answer = await person.client.get("/api/uploads/months", params={"tz": zone})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["tz"]


async def test_nobody_sees_the_months_of_another(app: BulletDrop, owner: Person) -> None:
    stranger = await register(app)
    assert await months(stranger) == {}
    assert (await owner.client.get("/api/uploads/months", headers={"Authorization": ""})).status_code == 401
