"""Health and figures."""

from ipaddress import ip_network

import httpx
import pytest

from bulletdrop.main import BulletDrop
from tests.support import MakeApp, Person, client_of, unreachable


async def test_alive(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert (await client.head("/healthz")).status_code in {200, 405}


async def test_ready_tells_each_part(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "storage": "ok", "scanner": "off"}
    assert answer.headers["cache-control"] == "no-store"


async def test_without_its_database_it_is_alive_and_not_ready(make_app: MakeApp, postgres: str) -> None:
    app = await make_app()
    async with client_of(app) as client:
        async with unreachable(app, postgres):
            assert (await client.get("/healthz")).status_code == 200
            answer = await client.get("/readyz")
            assert answer.status_code == 503
            assert answer.json()["database"] == "unavailable"
            assert answer.json()["storage"] == "ok"
        assert (await client.get("/readyz")).status_code == 200


async def test_without_its_storage_it_is_not_ready(make_app: MakeApp) -> None:
    app = await make_app()
    (app.storage.root / "incoming").rmdir()
    async with client_of(app) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["storage"], answer.json()["database"]) == (503, "unavailable", "ok")


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.8.9.1", {}, 200),
        ("203.0.113.5", {}, 404),
        ("203.0.113.5", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}, 404),  # by way of a proxy that nobody declared
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.5"}, 404),
        ("127.0.0.1", {"X-Real-Ip": "203.0.113.5"}, 404),
        ("127.0.0.1", {"Authorization": "Bearer nonsense"}, 200),
    ],
)
async def test_figures_are_for_the_machine_itself(
    app: BulletDrop, peer: str, headers: dict[str, str], status: int
) -> None:
    async with client_of(app, client=(peer, 1)) as client:
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert "python_info" in answer.text


async def test_figures_behind_a_trusted_proxy_are_for_nobody(make_app: MakeApp) -> None:
    app = await make_app(trusted_proxies=(ip_network("127.0.0.0/8"),))
    async with client_of(app) as client:
        assert (await client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"})).status_code == 404
        assert (await client.get("/metrics")).status_code == 200


async def test_figures_are_for_administrators_from_anywhere(app: BulletDrop, admin: Person, person: Person) -> None:
    for who, status in ((admin, 200), (person, 404)):
        async with client_of(app, client=("203.0.113.5", 1)) as client:
            client.headers["Authorization"] = who.client.headers["Authorization"]
            assert (await client.get("/metrics")).status_code == status
