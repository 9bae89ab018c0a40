"""What a scan found, and how clamd says it (clamd(8), INSTREAM)."""

from dataclasses import dataclass
from typing import Final

LONGEST_NAME: Final = 200  # characters of a signature's name; clamd's have up to 100
BEYOND_LIMITS: Final = "Heuristics.Limits.Exceeded"


@dataclass(frozen=True)
class Clean:
    """All bytes were looked at, and nothing was found."""


@dataclass(frozen=True)
class Infected:
    """Something was found. `signature` is clamd's name for it."""

    signature: str


@dataclass(frozen=True)
class Unscanned:
    """Nobody knows: the scanner is down, slow, busy or confused, or the file is beyond a limit of it. Never an OK.

    `reason` is a sentence for the log. `is_too_large`: another try would end the same, for the file is over our limit or
    one of clamd's (size, depth of archives, number of files in them, time).
    """

    reason: str
    is_too_large: bool = False


Verdict = Clean | Infected | Unscanned


def understood(answer: bytes) -> Verdict:
    """What clamd's answer to a whole stream means; anything that it is not known to say means nothing."""
    text = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if text == "stream: OK":
        return Clean()
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        name = text.removeprefix("stream: ").removesuffix(" FOUND")
        # With AlertExceedsMax: it stopped looking. No infection, and without that option it would have said OK.
        if name.startswith(BEYOND_LIMITS):
            return Unscanned(f"The file is beyond a limit of clamd: {_plain(name)}.", is_too_large=True)
        return Infected(_plain(name))
    if text == "INSTREAM size limit exceeded. ERROR":
        return Unscanned("The file is over clamd's StreamMaxLength.", is_too_large=True)
    return Unscanned(f"clamd answered {_plain(text)!r}." if text else "clamd hung up without an answer.")


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:LONGEST_NAME]
