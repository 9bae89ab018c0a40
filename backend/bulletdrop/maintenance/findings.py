"""What fsck finds, and how it says so."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

Kind = Literal[
    "missing",  # a record without its bytes
    "altered",  # bytes that are not those that were stored
    "unreadable",  # bytes that the storage does not give
    "orphan",  # bytes without a record
    "picture",  # a picture that should be there
    "record",  # an upload that says something else than its bytes' record
    "unused",  # a bytes' record without an upload
    "doomed",  # bytes that are in use and to be removed
    "quota",  # an account whose sums are wrong
    "temporary",  # a temporary file that nobody writes to
]
SHOWN: Final = 5  # links of a finding


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be; `repaired`: what was done about it, empty where nothing was."""

    kind: Kind
    what: str  # a storage key, a link, an account, a file
    detail: str
    links: tuple[str, ...] = ()
    repaired: str = ""

    def line(self) -> str:
        """For people."""
        shown = ", ".join(self.links[:SHOWN]) + (f" and {len(self.links) - SHOWN} more" * (len(self.links) > SHOWN))
        holds = f" It is what {shown} should give." if self.links else ""
        done = f" Repaired: {self.repaired}." if self.repaired else ""
        return f"{self.kind}: {self.what}: {self.detail}.{holds}{done}"

    def fields(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


Findings = AsyncIterator[Finding]
