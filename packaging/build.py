"""Makes what a user double-clicks:  python3 packaging/build.py [--no-deb]

A one-dir build (dist/exo-bridge) with PyInstaller, whose own `--selftest` must pass; on Debian and Ubuntu then
dist/exo-bridge_VERSION_ARCH.deb from it. Prints sizes and the time from start to the open port. Nothing that the
build needs is left to chance: Python packages come from the test lock, system programs by apt as root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from start import use_a_new_enough_python

use_a_new_enough_python()  # before the first line that an older Python cannot run

import debian_package  # noqa: E402
import environment as env  # noqa: E402
import licences  # noqa: E402

ROOT = env.ROOT
DIST = ROOT / "dist"
BUNDLE = DIST / "exo-bridge"
PROGRAM = BUNDLE / ("exo-bridge.exe" if os.name == "nt" else "exo-bridge")
BUILD_PROGRAMS = {"objdump": "binutils", "strip": "binutils"}
SESSION_PROGRAMS = {
    "Xvfb": "xvfb",
    "dbus-run-session": "dbus",
    "dbus-send": "dbus-bin",
    "xfce4-panel": "xfce4-panel",
    "gnome-keyring-daemon": "gnome-keyring",
}


def set_up() -> None:
    """Everything that building and the self-test need."""
    env.ensure_venv_module()
    if env.IS_LINUX:
        needed = env.missing_libraries({**env.QT_LIBRARIES, **env.MODEL_LIBRARIES, **env.shared_python()})
        env.install_system([*needed, *env.missing_programs({**BUILD_PROGRAMS, **SESSION_PROGRAMS})], "building")
    env.ensure("test")


def freeze() -> None:
    """The one-dir build, in dist/exo-bridge."""
    log = ROOT / "build" / "pyinstaller.log"
    log.parent.mkdir(exist_ok=True)
    env.say(f"freezing with PyInstaller (its log: {log.relative_to(ROOT)})")
    command = [str(env.PYTHON), "-m", "PyInstaller", "--noconfirm", "--clean", f"--distpath={DIST}"]
    command += [f"--workpath={ROOT / 'build' / 'pyinstaller'}", str(ROOT / "packaging" / "exo-bridge.spec")]
    with log.open("w", encoding="utf-8") as out:
        if subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT).returncode:
            raise env.SetupFailed(f"PyInstaller failed:\n{log.read_text('utf-8')[-3000:]}")
    for link in BUNDLE.rglob("*"):
        if link.is_symlink() and not link.exists():  # its target was left to the system
            link.unlink()
    licences.collect(BUNDLE / "licences")


def size_of(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def in_session(command: list[str]) -> list[str]:
    """The command, on Linux in a desktop of its own: the self-test looks for tray and keyring."""
    return [str(ROOT / "packaging" / "session.sh"), "--notices", "none", *command] if env.IS_LINUX else command


def selftest() -> None:
    """The frozen program's own test: port, keyring, tray, TLS. Its words are printed; its failure ends the build."""
    env.say("the frozen program's own test")
    if subprocess.run(in_session([str(PROGRAM), "--selftest"])).returncode:
        raise env.SetupFailed("the frozen program failed its own test")


def start_time() -> float:
    """Seconds from the start of the frozen server to its open port, warm: the second of two starts."""
    for _ in range(2):
        with tempfile.TemporaryDirectory() as home:
            log = Path(home, "stderr")
            environment = {**os.environ, "EXO_BRIDGE_HOME": home}
            begin = time.monotonic()
            with log.open("wb") as stderr:
                command = [str(PROGRAM), "serve", "--port", "0"]
                server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True)
            assert server.stdout is not None
            line = server.stdout.readline()
            took = time.monotonic() - begin
            server.terminate()
            if server.wait(30) or not line.startswith("ready "):
                said = log.read_text("utf-8", "replace")[-2000:]
                raise env.SetupFailed(f"the frozen server said {line!r} and ended with {server.returncode}:\n{said}")
    return took


def main(arguments: list[str]) -> int:
    try:
        set_up()
        begin = time.monotonic()
        shutil.rmtree(BUNDLE, ignore_errors=True)
        freeze()
        env.say(
            f"{BUNDLE.relative_to(ROOT)}: {size_of(BUNDLE) / 1e6:.0f} MB, {time.monotonic() - begin:.0f} s to build"
        )
        selftest()
        env.say(f"from start to open port: {start_time():.2f} s")
        if "--no-deb" not in arguments and shutil.which("dpkg-deb"):
            begin = time.monotonic()
            package = debian_package.build(BUNDLE, DIST)
            size = package.stat().st_size / 1e6
            env.say(f"{package.relative_to(ROOT)}: {size:.0f} MB, {time.monotonic() - begin:.0f} s to pack")
    except env.SetupFailed as failure:
        env.say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
