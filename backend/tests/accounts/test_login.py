"""POST /api/auth/login."""

import json
import statistics
import time

import bcrypt
import httpx
import pytest
from sqlalchemy import text

from bulletdrop.main import BulletDrop
from tests.support import MakeApp, Person, client_of, register, unique


async def login(client: httpx.AsyncClient, name: str, password: str) -> httpx.Response:
    return await client.post("/api/auth/login", json={"login": name, "password": password})


async def test_by_name_or_address_in_any_case(client: httpx.AsyncClient, person: Person) -> None:
    for name in (person.name, person.email, person.name.upper(), person.email.upper(), f" {person.email} "):
        answer = await login(client, name, person.password)
        assert answer.status_code == 200, name
        assert answer.json()["user"]["id"] == person.id
        assert "HttpOnly" in answer.headers["set-cookie"]


async def test_nobody_and_a_wrong_password_answer_alike(client: httpx.AsyncClient, person: Person) -> None:
    """Security C5: body and headers."""
    wrong = await login(client, person.name, "Wrong-Moon-11-gravel")
    nobody = await login(client, unique("nobody"), "Wrong-Moon-11-gravel")
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.content == nobody.content
    assert wrong.headers == nobody.headers
    assert "set-cookie" not in wrong.headers


@pytest.mark.slow
async def test_nobody_and_a_wrong_password_take_as_long(make_app: MakeApp) -> None:
    """Security C5: median time within 25 %, at the real cost of a hash."""
    app = await make_app()
    person = await register(app)
    times: dict[str, list[float]] = {person.name: [], person.email: [], unique("nobody"): []}
    for number in range(60):  # a busy machine needs more of them to tell
        for name, taken in times.items():
            began = time.perf_counter()
            await login(person.client, name, "Wrong-Moon-11-gravel")
            taken.append(time.perf_counter() - began)
        medians = [statistics.median(taken) for taken in times.values()]
        if number >= 10 and max(medians) <= 1.25 * min(medians):
            break
    else:
        pytest.fail(f"told apart by time: {medians}")
    await person.client.aclose()


async def test_unknown_fields_are_refused(client: httpx.AsyncClient, person: Person) -> None:
    """Security D2."""
    body = {"login": person.name, "password": person.password, "admin": True}
    assert (await client.post("/api/auth/login", json=body)).status_code == 422


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 5000, b'{"login": NaN}'])
async def test_what_is_no_body_is_refused(client: httpx.AsyncClient, content: bytes) -> None:
    """Security D3."""
    answer = await client.post("/api/auth/login", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x" * 5000, "", 9**30])
async def test_hostile_names_and_passwords_are_no_fault_of_ours(client: httpx.AsyncClient, value: object) -> None:
    """Security D3."""
    for body in ({"login": value, "password": "x"}, {"login": "x", "password": value}):
        content, kind = json.dumps(body), {"Content-Type": "application/json"}
        answer = await client.post("/api/auth/login", content=content, headers=kind)
        assert answer.status_code in {400, 401, 422}


async def test_a_disabled_account_is_told_so_only_with_the_right_password(
    app: BulletDrop, client: httpx.AsyncClient, person: Person
) -> None:
    async with app.database.transaction() as session:
        await session.execute(text("UPDATE users SET is_active = false WHERE id = :id"), {"id": person.id})
    assert (await login(client, person.name, "Wrong-Moon-11-gravel")).status_code == 401
    assert (await login(client, person.name, person.password)).status_code == 403


async def hash_of(app: BulletDrop, person: Person) -> str:
    async with app.database.transaction() as session:
        found = await session.scalar(text("SELECT hashed_password FROM users WHERE id = :id"), {"id": person.id})
    return str(found)


async def set_hash(app: BulletDrop, person: Person, hashed: str) -> None:
    async with app.database.transaction() as session:
        change = text("UPDATE users SET hashed_password = :hashed WHERE id = :id")
        await session.execute(change, {"hashed": hashed, "id": person.id})


async def test_a_bcrypt_hash_is_taken_and_upgraded(app: BulletDrop, client: httpx.AsyncClient, person: Person) -> None:
    """Security C4."""
    await set_hash(app, person, bcrypt.hashpw(b"An-old-One-44", bcrypt.gensalt(4)).decode())
    assert (await login(client, person.name, "An-old-One-45")).status_code == 401
    assert (await hash_of(app, person)).startswith("$2b$")
    assert (await login(client, person.name, "An-old-One-44")).status_code == 200
    assert (await hash_of(app, person)).startswith("$argon2id$")
    assert (await login(client, person.name, "An-old-One-44")).status_code == 200


async def test_bcrypt_never_compares_only_the_first_72_bytes(
    app: BulletDrop, client: httpx.AsyncClient, person: Person
) -> None:
    """Security C4."""
    password = "0123456789ab" * 6
    await set_hash(app, person, bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode())
    assert (await login(client, person.name, password + "and more")).status_code == 401
    assert (await login(client, person.name, password)).status_code == 200


async def test_a_hash_of_no_known_kind_matches_nothing(
    app: BulletDrop, client: httpx.AsyncClient, person: Person
) -> None:
    await set_hash(app, person, "plain:" + person.password)
    assert (await login(client, person.name, person.password)).status_code == 401


async def test_long_passwords_are_compared_whole(app: BulletDrop) -> None:
    """Security C4."""
    long = "Zq7-" + "longer-Words 42 " * 7 + "end of it 99"
    assert len(long) == 128
    name = unique()
    async with client_of(app) as client:
        body = {"username": name, "email": f"{name}@example.com", "password": long}
        assert (await client.post("/api/auth/register", json=body)).status_code == 201
        for wrong in (long[:72], long[:72] + "x" * 56, long[:-1], long + "x"):
            assert (await login(client, name, wrong)).status_code == 401
        assert (await login(client, name, long)).status_code == 200


async def test_the_same_keys_on_another_system_are_the_same_password(app: BulletDrop) -> None:
    """Composed or not, a non-breaking space or a plain one (RFC 8265)."""
    name = unique()
    async with client_of(app) as client:
        body = {"username": name, "email": f"{name}@example.com", "password": "Gr\u00fcner See\u00a0im Mai 7"}
        assert (await client.post("/api/auth/register", json=body)).status_code == 201
        assert (await login(client, name, "Gru\u0308ner See im Mai 7")).status_code == 200
        assert (await login(client, name, "Gruner See im Mai 7")).status_code == 401
