"""Files in groups: so many small ones that a thread is worth it, so few large ones that progress is seen."""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol, TypeVar

MOST_FILES: Final = 64
MOST_BYTES: Final = 64 << 20


class Sized(Protocol):
    """Whatever says how many bytes it has."""

    @property
    def size(self) -> int: ...


SizedT = TypeVar("SizedT", bound=Sized)


def in_groups(files: Iterable[SizedT]) -> Iterator[list[SizedT]]:
    """The same, in their order."""
    group: list[SizedT] = []
    total = 0
    for file in files:
        group.append(file)
        total += file.size
        if len(group) == MOST_FILES or total >= MOST_BYTES:
            yield group
            group, total = [], 0
    if group:
        yield group
