"""Documentation that is tested: what it lists is what there is."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_every_setting_is_documented_as_its_class_tells_it() -> None:
    check = subprocess.run(
        [sys.executable, "scripts/settings_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr


def test_every_dependency_says_what_it_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    told = (ROOT / "docs/dependencies.md").read_text().lower()
    names = [re.split(r"[\[><=]", line)[0] for line in project["project"]["dependencies"]]
    names += [re.split(r"[\[><=]", line)[0] for group in project["dependency-groups"].values() for line in group]
    package = json.loads((ROOT / "frontend/package.json").read_text())
    names += [*package["dependencies"], *package["devDependencies"]]
    assert [name for name in names if f"`{name.lower()}" not in told] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    broken = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert broken == []


def test_every_decision_is_short_and_of_one_form() -> None:
    decisions = sorted(ROOT.glob("docs/adr/[0-9]*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        headings = re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives"], path.name
