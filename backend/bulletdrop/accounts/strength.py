"""How hard a password is to guess, in words that a person can act on."""

from dataclasses import dataclass
from typing import Any

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from bulletdrop.accounts.passwords import fault_of

READ = 72  # characters that zxcvbn takes; more only makes a password stronger
WEAKEST_TAKEN = 2  # scores below are guessed in minutes even at a slow hash
COMMON = frozenset(FREQUENCY_LISTS["passwords"])  # the 30,000 most used, from leaks
LABELS = ("Very weak", "Very weak", "Weak", "Fair", "Good")  # by score: a 2 is taken, and falls within hours
BEST = "Strong"
PARTS = {
    "dictionary": "a word",
    "spatial": "a row of keys",
    "repeat": "a repetition",
    "sequence": "a sequence",
    "regex": "a year",
    "date": "a date",
}
UNITS = (("year", 31_556_952), ("month", 2_629_746), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
CENTURY = 100 * UNITS[0][1]


@dataclass(frozen=True)
class Strength:
    """`refusal`: why the password is not taken at all, or None."""

    score: int
    label: str
    warning: str
    suggestions: tuple[str, ...]
    guess_time: str
    refusal: str | None


def estimate(password: str, *, username: str = "", email: str = "") -> Strength:
    """Estimates a password that is to be used by this person. Takes some milliseconds of pure Python.

    Not to be run in two threads at once: zxcvbn keeps the person's words in a table of its own.
    """
    fault = fault_of(password, username=username, email=email)
    if not password:
        return Strength(0, LABELS[0], fault or "", (), "at once", fault)
    found = zxcvbn(password[:READ], user_inputs=[word for word in (username, email, email.partition("@")[0]) if word])
    score, warning = int(found["score"]), str(found["feedback"]["warning"])
    is_common = password.lower() in COMMON
    if fault is None and (is_common or score < WEAKEST_TAKEN):
        why = "Too many people use this password." if is_common else f"Too easy to guess{_made_of(found)}."
        fault = f"{why} Two more words would make it hold."
    if fault:
        score = min(score, 1)
    seconds = float(found["crack_times_seconds"]["offline_slow_hashing_1e4_per_second"])
    return Strength(
        score=score,
        label=BEST if score == len(LABELS) - 1 and seconds >= CENTURY else LABELS[score],
        warning=fault or warning or (f"This is {_made_of(found)[2:]}." if score < 3 and _made_of(found) else ""),  # noqa: PLR2004 - good ones need no warning
        suggestions=tuple(found["feedback"]["suggestions"]),
        guess_time=_words_for(seconds),
        refusal=fault,
    )


def _made_of(found: Any) -> str:
    """`: a word and a year`, or nothing where no pattern was seen."""
    kinds = [match["pattern"] for match in found["sequence"]]
    seen = list(dict.fromkeys(PARTS[kind] for kind in kinds if kind in PARTS))
    if not seen:
        return ""
    return ": " + (f"{', '.join(seen[:-1])} and {seen[-1]}" if len(seen) > 1 else seen[0])


def _words_for(seconds: float) -> str:
    if seconds < 1:
        return "less than a second"
    if seconds >= CENTURY:
        return "centuries"
    unit, size = next((unit, size) for unit, size in UNITS if seconds >= size)
    count = round(seconds / size)
    return f"about {count} {unit}" + ("s" if count > 1 else "")
