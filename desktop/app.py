"""The composition root of the face: one Qt application, one loop, one bridge, and the parts that paint it."""

from __future__ import annotations

import argparse
import asyncio
import linecache
import logging
import os
import signal
import sys

from core import cli
from core.bridge import Bridge
from core.domain import PortStatus
from core.keys import KeyStore
from core.log import configure
from core.paths import HOME_VARIABLE, paths
from core.version import VERSION

os.environ["QT_API"] = "pyside6"  # before qasync is imported: it prefers other bindings

# After core: PySide6 reads the source of each module that is imported once it is there (PYSIDE-2029), and `linecache`
# keeps it all. That were 8 MB.
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop import languages
from desktop.app_identity import claim_identity
from desktop.face import Face
from desktop.failures import forget_crashes, install_excepthook, watch_crashes
from desktop.icons import application_icon
from desktop.loop import TrayLoop
from desktop.places import Places
from desktop.single_instance import SingleInstance, Wish
from desktop.tasks import Tasks
from desktop.theme import THEME_VARIABLE, Theme

log = logging.getLogger("desktop")


def run(options: argparse.Namespace) -> int:
    """Run the tray until it is quit; returns the exit code."""
    linecache.clearcache()  # before Qt asks for memory, so that it gets this
    app = make_application()
    if options.selftest:
        from desktop import selftest

        return selftest.run(lambda: TrayLoop(app))
    wish = os.environ.pop(THEME_VARIABLE, "")  # a word for the face; among the settings it would be unknown
    try:
        instance = SingleInstance(paths().state, is_demo=options.demo)
    except OSError as error:
        where = f"{paths().state}: {error.strerror or error}"
        _say(f"{where}. Make it writable, or name another directory in the environment variable {HOME_VARIABLE}.")
        return 1
    if options.quit:
        return _quit_other(instance)
    if not instance.claim():
        return _raise_other(instance, is_demo=options.demo)
    try:
        with asyncio.Runner(loop_factory=lambda: TrayLoop(app)) as runner:
            return runner.run(_main(Theme(app, wish), options, instance))
    finally:
        instance.release()


def make_application() -> QApplication:
    """The Qt application with our name and icon; lives on without a window."""
    claim_identity()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("exo-bridge")
    app.setApplicationVersion(VERSION)
    app.setDesktopFileName("exo-bridge")
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)
    return app


def _quit_other(instance: SingleInstance) -> int:
    if instance.claim():
        instance.release()
        _say("Exo Bridge is not running.")
        return 0
    if instance.send(Wish.QUIT) is None:
        _say("Exo Bridge is running, but does not answer.")
        return 1
    return 0


def _raise_other(instance: SingleInstance, *, is_demo: bool) -> int:
    answer = instance.send(Wish.SHOW)
    if answer is None:
        _say("Exo Bridge is running already, but does not answer. Its log says more.")
        return 1
    if is_demo and answer != "ok demo":
        _say("Exo Bridge is running already; quit it first (exo-bridge --quit), then start the demo.")
        return 1
    return 0


async def _main(theme: Theme, options: argparse.Namespace, instance: SingleInstance) -> int:
    loaded = cli.load(options)
    configure(loaded.settings.log.level, paths().logs)
    languages.install(theme.app, languages.chosen(loaded.settings.appearance.language, QLocale.system().uiLanguages()))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: the session ends programs by messages, which Qt handles
            break
    bridge = Bridge(loaded, keys=KeyStore(), is_demo=options.demo, overrides=cli.overrides_of(options))
    async with Tasks() as tasks:
        face = Face(theme, bridge, tasks, Places(paths().state / "windows.json"), stop)
        install_excepthook(face.show_failure)
        crash = watch_crashes(paths().state / "crash.txt")
        logging.getLogger().addHandler(face.memory.log)
        instance.wished.connect(lambda wish: stop.set() if wish == Wish.QUIT else face.show_status())
        theme.app.commitDataRequest.connect(lambda _: stop.set())  # the session ends

        def ready(status: PortStatus) -> None:
            face.start(is_hidden=options.hidden and status.is_open)
            if crash:
                face.show_crash(crash)

        tasks.start(face.notifier.run(), "notices")
        try:
            await bridge.run(stop, ready=ready)
        finally:
            face.close()
            forget_crashes()
            logging.getLogger().removeHandler(face.memory.log)
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"exo-bridge: {text}\n")
