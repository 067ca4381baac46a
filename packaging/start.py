"""Sets up everything and starts Exo Bridge:  python3 packaging/start.py [the arguments of exo-bridge]

Without a verb the tray app; `serve`, `status`, `doctor` … need no screen and get no Qt. What is missing is
installed into `.venv` (Python packages, from the lock) and, as root on Debian and Ubuntu, with apt (the system
libraries of Qt). Later starts find everything in place and go on at once.

Any Python from 3.6 on must be able to read this file, to say in plain words that it is too old.
"""

import os
import shutil
import subprocess
import sys
from typing import List, NoReturn, Optional  # noqa: UP035

OLDEST = (3, 11)
EXIT_CANNOT_START = 2
TAKES_VALUE = ("--config", "--port", "--mode")  # as in desktop/__main__.py


def needs_screen(arguments: List[str]) -> bool:  # noqa: UP006
    """Whether these arguments of exo-bridge open windows: there is no verb among them, nor a question about it."""
    rest = iter(arguments)
    for argument in rest:
        if argument in TAKES_VALUE:
            next(rest, None)
        elif not argument.startswith("-") or argument in ("-h", "--help", "--version"):
            return False
    return True


def has_screen() -> bool:
    """Whether there is a display to open windows on; macOS and Windows always have one."""
    variables = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in variables)


def newer_python() -> Optional[str]:  # noqa: UP045
    """Another Python on the PATH that is new enough, or None. It must run: pyenv leaves empty shells behind."""
    for minor in range(14, OLDEST[1] - 1, -1):
        program = shutil.which(f"python3.{minor}")
        if program and subprocess.call([program, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return program
    return None


def become(command: List[str]) -> NoReturn:  # noqa: UP006
    """Go on as another program, with its exit code. Windows has no exec that keeps the console, hence the child."""
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def use_a_new_enough_python() -> None:
    """Return under Python 3.11 or newer; otherwise go on with one that is, or end with a sentence."""
    if sys.version_info >= OLDEST:
        return
    other = newer_python()
    if other is None:
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"exo-bridge needs Python 3.11 or newer; this is {version}, and no newer one was found.")
    become([other, *sys.argv])


def prepare_system(windows: bool) -> None:
    """Install the system's libraries that are missing, or say in one line how. Only Qt's are a reason to stop."""
    import environment as env

    needed = env.missing_libraries(env.MODEL_LIBRARIES)
    qt = env.missing_libraries(env.QT_LIBRARIES) if windows else []
    if qt:
        env.install_system([*qt, *needed], "the tray app")
        return
    try:
        env.install_system(needed, "the built-in model")
    except env.SetupFailed as failure:
        env.say(f"{failure}\nGoing on without it.")


def main(arguments: List[str]) -> int:  # noqa: UP006
    use_a_new_enough_python()
    import environment as env

    windows = needs_screen(arguments)
    if windows and not has_screen():
        env.say("there is no display here ($DISPLAY and $WAYLAND_DISPLAY are not set).")
        env.say("Without a screen, start the server instead:  python3 packaging/start.py serve")
        return EXIT_CANNOT_START
    try:
        env.ensure_venv_module()
        if env.IS_LINUX:
            prepare_system(windows)
        env.ensure("run" if windows else "headless")
    except env.SetupFailed as failure:
        env.say(str(failure))
        return EXIT_CANNOT_START
    become([str(env.SCRIPTS / ("exo-bridge.exe" if os.name == "nt" else "exo-bridge")), *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
