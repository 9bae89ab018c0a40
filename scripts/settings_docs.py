"""Writes the settings, as their class tells them, into .env.example and the table of docs/deployment.md.

settings_docs.py           writes both
settings_docs.py --check   writes nothing; status 1 where one of them is out of date
"""

import sys
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bulletdrop.core.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / ".env.example"
DEPLOYMENT = ROOT / "docs" / "deployment.md"
BEGIN = "<!-- settings: written by scripts/settings_docs.py -->"
END = "<!-- end of settings -->"


def default_of(field: FieldInfo) -> str:
    """The default as one would write it into a .env; empty where it is unset or made at the start."""
    value: Any = field.default
    if value is None or value is PydanticUndefined or isinstance(value, SecretStr):
        return ""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return str(value)


def example() -> str:
    parts = [
        "# Copy to .env and uncomment what you change. Written by scripts/settings_docs.py from the settings class.\n"
    ]
    parts += [
        f"# {field.description}\n#{PREFIX}{name.upper()}={default_of(field)}\n"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(parts)


def table() -> str:
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = f"`{shown}`" if (shown := default_of(field)) else ""
        meaning = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {meaning} |")
    return "\n".join(rows)


def deployment(text: str) -> str:
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        sys.exit(f"{DEPLOYMENT} lacks the lines {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main() -> None:
    wanted = {EXAMPLE: example(), DEPLOYMENT: deployment(DEPLOYMENT.read_text())}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        sys.exit(f"out of date, run scripts/settings_docs.py: {', '.join(path.name for path in stale)}" if stale else 0)
    for path in stale:
        path.write_text(wanted[path])


if __name__ == "__main__":
    main()
