"""The verb `share`: opens the port to other machines of the network, with a key first, and closes it again."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

from core.cli import load
from core.config import ConfigError
from core.discovery.network import interfaces, is_near
from core.discovery.strangers import why_public
from core.local_keys import KeyNameError, local_keys
from core.settings import Settings
from core.settings_edit import SettingsEditor


def share(options: argparse.Namespace) -> int:
    """Turn sharing on or off in the settings; a running Exo Bridge takes it over in seconds. 0 done, 1 not."""
    editor, keys = SettingsEditor(load(options)), local_keys()
    try:
        keys.refresh()
        if options.off:
            editor.set_value("access.share", value=False)
            sys.stdout.write("other machines are no longer answered\n")
            return 0
        if not keys.all or options.key:
            secret = keys.create(options.key or "shared", time.time())
            sys.stdout.write(f"key       {secret}\n")
            sys.stderr.write("This key is shown only now. Put it into the apps of other machines.\n")
        editor.set_value("access.share", value=True)
    except (KeyNameError, ConfigError, OSError, ValueError) as error:
        sys.stderr.write(f"share: {error}\n")
        return 1
    sys.stdout.write("".join(f"address   {address}\n" for address in addresses(editor.settings)))
    _warn(editor.settings)
    return 0


def addresses(settings: Settings) -> Iterator[str]:
    """The base URLs for apps of other machines."""
    scheme = "https" if settings.access.certificate else "http"
    for interface in interfaces():
        for address, _ in interface.ipv4:
            if is_near(address):
                yield f"{scheme}://{address}:{settings.access.share_port}/v1"


def _warn(settings: Settings) -> None:
    if not settings.access.certificate:
        sys.stderr.write("Prompts, answers and keys cross the network unencrypted: set access.certificate for https.\n")
    if not settings.access.share_cloud:
        sys.stderr.write(
            "Other machines may use your own machines only; access.share_cloud lets them use your clouds.\n"
        )
    public = why_public()
    if public:
        sys.stderr.write(f"This may be a public network. {public} Turn sharing off here: exo-bridge share --off\n")
