"""Security E5: one event a line, whatever is in it."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import structlog
from bulletdrop.core.logging import configure_logging
configure_logging("{form}")
log = structlog.get_logger("test")
log.info("upload.named", path="/a\\nlevel=error event=forged", quoted='"')
try:
    raise ValueError("two\\nlines")
except ValueError as error:
    log.error("request.failed", exc_info=error)
"""


def lines(form: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{form}", form)], capture_output=True, text=True, check=True
    )
    return done.stderr.splitlines()


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_event_is_one_line(form: str) -> None:
    assert len(lines(form)) == 2


def test_text_cannot_be_forged_by_what_people_send() -> None:
    named, failed = lines("text")
    assert " event=upload.named " in named
    assert 'path="/a\\nlevel=error event=forged"' in named
    assert "level=error event=request.failed" in failed


def test_json_says_the_same() -> None:
    named, failed = (json.loads(line) for line in lines("json"))
    assert (named["event"], named["level"], named["path"]) == ("upload.named", "info", "/a\nlevel=error event=forged")
    assert "two\nlines" in failed["exception"]
