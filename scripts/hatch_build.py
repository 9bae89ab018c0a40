"""Puts the built web app into the wheel, so that an installed BulletDrop needs no Node."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppBuildHook(BuildHookInterface[Any]):
    """Builds frontend/ where it is not built yet, and adds it as bulletdrop/web.

    An editable install is left alone: there the server finds the folder in the checkout, and scripts/ keep it fresh.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        web = Path(self.root) / "frontend" / "dist"
        if not (web / "index.html").exists():
            self._build_web_app()
        build_data["force_include"][str(web)] = "bulletdrop/web"

    def _build_web_app(self) -> None:
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is needed to build the web app for the wheel: install Node 20 or newer")
        frontend = Path(self.root) / "frontend"
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=frontend, check=True)
        subprocess.run([npm, "run", "build"], cwd=frontend, check=True)
