"""How often somebody may upload."""

from bulletdrop.uploads.routes import RATE
from tests.support import MakeApp, png, register


async def test_over_the_limit_is_429_with_retry_after(make_app: MakeApp) -> None:
    app = await make_app(rate_limits=True)
    person, other = await register(app), await register(app)
    limits = app.api.state.app.rate_limits
    for _ in range(int(RATE.partition(" ")[0]) - 1):
        await limits.hit("upload", str(person.id), RATE)
    assert (await person.upload(png())).status_code == 201
    for answer in (await person.upload(png()), await person.client.put("/api/uploads/a.png", content=png())):
        assert answer.status_code == 429
        assert answer.headers["content-type"] == "application/problem+json"
        assert 1 <= int(answer.headers["retry-after"]) <= 61
    assert (await other.upload(png())).status_code == 201
    for somebody in (person, other):
        await somebody.client.aclose()
