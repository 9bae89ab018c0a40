"""Puts the built web app into the wheel, so that an installed BulletDrop needs no Node."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppBuildHook(BuildHookInterface[Any]):
    """Adds bulletdrop/web, which git ignores, and builds it first where it is not built yet.

    An editable install is left alone: there scripts/ keep the folder fresh.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        if not (Path(self.root) / "backend/bulletdrop/web/index.html").exists():
            self._build_web_app()
        build_data["artifacts"].append("/backend/bulletdrop/web/")

    def _build_web_app(self) -> None:
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is needed to build the web app for the wheel: install Node 20 or newer")
        frontend = Path(self.root) / "frontend"
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=frontend, check=True)
        subprocess.run([npm, "run", "build"], cwd=frontend, check=True)
