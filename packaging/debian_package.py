"""Makes the .deb from the one-dir build: program, menu entry, icons, licences; no scripts that run as root.

What it depends on is read from the program itself: each library that a file of it asks for is either bundled or
stands in `PACKAGES`; one that is in neither ends the build, so that no user finds out first.
"""

from __future__ import annotations

import datetime
import gzip
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import environment as env

NAME = "exo-bridge"

# Library as the loader calls it -> Debian package. The C library is apart: it gets a version.
PACKAGES = {
    **env.QT_LIBRARIES,
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libbrotlicommon.so.1": "libbrotli1",
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
OF_LIBC = re.compile(r"^(libc|libm|libdl|librt|libpthread|libutil|libresolv|ld-linux.*)\.so")

DESKTOP_ENTRY = """[Desktop Entry]
Type=Application
Name=Exo Bridge
GenericName=Local AI gateway
Comment=One local address for your own models
Exec=exo-bridge
Icon=exo-bridge
Terminal=false
Categories=Network;Utility;
Keywords=exo;llm;ai;openai;gateway;
StartupNotify=false
"""

METAINFO = """<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>exo-bridge</id>
  <name>Exo Bridge</name>
  <summary>One local address for your own models</summary>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT</project_license>
  <developer id="exo-bridge"><name>Exo Bridge contributors</name></developer>
  <description>
    <p>Exo Bridge finds your exo nodes, shows how they are, and offers them to the programs on this computer under one
    OpenAI-compatible address. When a node dies, another one answers, or a cloud account of yours if you allow it.</p>
  </description>
  <launchable type="desktop-id">exo-bridge.desktop</launchable>
  <categories><category>Network</category><category>Utility</category></categories>
  <icon type="stock">exo-bridge</icon>
  <content_rating type="oars-1.1"/>
  <releases><release version="{version}" date="{date}"/></releases>
</component>
"""

CONTROL = """Package: exo-bridge
Version: {version}
Architecture: {architecture}
Maintainer: Exo Bridge contributors <exo-bridge@localhost>
Installed-Size: {size}
Section: net
Priority: optional
Depends: {depends}
Recommends: gnome-keyring | kwalletmanager | keepassxc, fonts-dejavu-core | fonts-noto-core
Suggests: gnome-shell-extension-appindicator
Description: one local address for your own models
 Exo Bridge finds your exo nodes, shows how they are, and offers them to the
 programs on this computer under one OpenAI-compatible address. When a node
 dies, another one answers, or a cloud account of yours if you allow it.
"""

COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Exo Bridge
Comment: The program is bundled with Python, Qt and other parts under their own licences; their texts and
 versions are in /usr/share/doc/exo-bridge/licences. Qt and PySide6 are used under the LGPL-3 and lie as
 replaceable libraries in /usr/lib/exo-bridge/_internal/PySide6.

Files: *
Copyright: 2026 Exo Bridge contributors
License: MIT
"""


def version() -> str:
    """The program's version, from its one place."""
    text = (env.ROOT / "core" / "version.py").read_text("utf-8")
    found = re.search(r'^VERSION = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise env.SetupFailed("core/version.py names no VERSION")
    return found[1]


def depends(bundle: Path) -> list[str]:
    """The Debian packages that hold what the files of the bundle ask for and the bundle does not have."""
    asked: set[str] = set()
    libc = (2, 0)
    for file in bundle.rglob("*"):
        if file.is_symlink() or not file.is_file() or file.open("rb").read(4) != b"\x7fELF":
            continue
        headers = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout
        asked.update(re.findall(r"^\s+NEEDED\s+(\S+)", headers, re.MULTILINE))
        libc = max([libc, *((int(a), int(b)) for a, b in re.findall(r"\bGLIBC_(\d+)\.(\d+)", headers))])
    there = {file.name for file in bundle.rglob("*.so*")}
    asked = {library for library in asked - there if not OF_LIBC.match(library)}
    unknown = sorted(asked - PACKAGES.keys())
    if unknown:
        raise env.SetupFailed(f"no Debian package is known for {', '.join(unknown)}: bundle it, or add it to PACKAGES")
    return [f"libc6 (>= {libc[0]}.{libc[1]})", *sorted({PACKAGES[library] for library in asked})]


def draw_icon(svg: Path, png: Path) -> None:
    """The icon at 256 pixels, for desktops that read no SVG; drawn by the Qt of `.venv`."""
    script = """
import sys
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
app = QGuiApplication([])
image = QImage(256, 256, QImage.Format.Format_ARGB32)
image.fill(0)
painter = QPainter(image)
QSvgRenderer(sys.argv[1]).render(painter)
painter.end()
sys.exit(not image.save(sys.argv[2]))
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([env.PYTHON, "-c", script, svg, png], env=environment, check=True)


def lay_out(bundle: Path, tree: Path) -> None:
    """Everything below / as it will be installed."""
    share = tree / "usr" / "share"
    doc, icons = share / "doc" / NAME, share / "icons" / "hicolor"
    folders = [share / "applications", share / "metainfo", icons / "scalable/apps", icons / "256x256/apps", doc]
    for folder in [*folders, tree / "usr" / "bin"]:
        folder.mkdir(parents=True)
    shutil.copytree(bundle, tree / "usr" / "lib" / NAME, symlinks=True)
    shutil.move(tree / "usr" / "lib" / NAME / "licences", doc / "licences")
    (tree / "usr" / "bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    (share / "applications" / f"{NAME}.desktop").write_text(DESKTOP_ENTRY, "utf-8")
    changes = (env.ROOT / "CHANGELOG.md").read_text("utf-8")
    date = re.search(rf"^## \[{re.escape(version())}\] - (\S+)", changes, re.MULTILINE)
    metainfo = METAINFO.format(version=version(), date=date[1] if date else str(datetime.date.today()))
    (share / "metainfo" / f"{NAME}.metainfo.xml").write_text(metainfo, "utf-8")
    svg = env.ROOT / "resources" / "icons" / f"{NAME}.svg"
    shutil.copy(svg, icons / "scalable/apps")
    draw_icon(svg, icons / "256x256/apps" / f"{NAME}.png")
    licence = "".join(f" {line or '.'}\n" for line in (env.ROOT / "LICENSE").read_text("utf-8").splitlines()[4:])
    (doc / "copyright").write_text(COPYRIGHT + licence, "utf-8")
    (doc / "changelog.gz").write_bytes(gzip.compress(changes.encode(), mtime=0))


def build(bundle: Path, target: Path) -> Path:
    """Pack the one-dir build; returns the .deb, which lies in `target`."""
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    package = target / f"{NAME}_{version()}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        lay_out(bundle, tree)
        for path in [tree, *tree.rglob("*")]:
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        size = sum(file.lstat().st_size for file in tree.rglob("*") if not file.is_dir()) // 1024
        control = tree / "DEBIAN" / "control"
        control.parent.mkdir()
        fields = {"version": version(), "architecture": architecture, "size": size}
        control.write_text(CONTROL.format(**fields, depends=", ".join(depends(bundle))), "utf-8")
        # The weights of the model are most of it and do not shrink: -z1 gives 145 MB, -z3 143 MB in twice the time.
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(tree), str(package)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return package
