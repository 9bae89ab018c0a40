"""One exiftool for the session."""

from collections.abc import Iterator

import pytest

from tests.media.metadata.oracle import Exiftool


@pytest.fixture(scope="session")
def exiftool() -> Iterator[Exiftool]:
    with Exiftool() as program:
        yield program
