"""Puts the licence of everything that is bundled into one folder, and a list of the versions.

Qt and PySide6 come without their texts in the wheel; those (LGPL-3.0 and GPL-3.0) lie in resources/licenses.
"""

from __future__ import annotations

import re
import shutil
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

import environment as env

LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
WITHOUT_TEXT = {"pyside6-essentials", "shiboken6"}


def locked_names() -> set[str]:
    """The packages that the run lock puts into a bundle; the tools that only install are not in it."""
    text = (env.ROOT / "packaging" / "locks" / "run.txt").read_text("utf-8")
    tools = {"hatchling", "packaging", "pathspec", "pluggy", "trove-classifiers", "tomlkit"}
    return {match[1] for match in re.finditer(r"^([a-z0-9-]+)==", text, re.MULTILINE)} - tools


def texts_of(distribution: Distribution) -> list[Path]:
    """The licence files that a package brings."""
    files = [file for file in distribution.files or () if ".dist-info" in str(file) and LICENCE_FILE.search(str(file))]
    return [path for path in (Path(str(file.locate())) for file in files) if path.is_file()]


def collect(target: Path) -> None:
    """Fill `target`. Raises SetupFailed when a package has no licence text that could be shipped."""
    shutil.copytree(env.ROOT / "resources" / "licenses", target, dirs_exist_ok=True)
    shutil.copy(env.ROOT / "LICENSE", target / "exo-bridge.txt")
    site = str(next(path for path in env.VENV.rglob("site-packages")))
    names, versions = locked_names(), [f"Python {sys.version.split()[0]} (PSF-2.0)"]
    for package in sorted(distributions(path=[site]), key=lambda package: package.name.lower()):
        name = re.sub(r"[-_.]+", "-", package.name).lower()
        if name not in names:
            continue
        fields = package.metadata.json
        licence = str(fields.get("license_expression") or fields.get("license") or "see its file")
        versions.append(f"{package.name} {package.version} ({licence.splitlines()[0][:80]})")
        texts = texts_of(package)
        if not texts and name not in WITHOUT_TEXT:
            raise env.SetupFailed(f"{package.name} brings no licence text")
        for text in texts:
            shutil.copyfile(text, target / f"{name}-{text.name.removesuffix('.txt').removesuffix('.md')}.txt")
    python = Path(sys.base_prefix) / "lib" / f"python3.{sys.version_info.minor}" / "LICENSE.txt"
    if python.exists():
        shutil.copy(python, target / "python.txt")
    (target / "VERSIONS.txt").write_text("\n".join(versions) + "\n", "utf-8")
