"""The settings of the port. Sharing it is a deliberate act: first what it means, then a key, then the switch."""

from __future__ import annotations

from core.cli_share import addresses
from core.config import ConfigError
from core.config.schema import Setting
from core.discovery.strangers import why_public
from core.domain import Seconds
from core.worker import TooSlow, Worker
from desktop.app_keys import AppKeys, KeyTrouble
from desktop.declared_page import DeclaredPage
from desktop.dialogs import Question, Reply, ask
from desktop.keys_page import show_new_key
from desktop.text.settings import GATEWAY
from desktop.text.sharing import share_words
from desktop.text.translate import translate
from desktop.tools import Tools

SHARE = "access.share"
NETWORK_LIMIT: Seconds = 12.0
FIRST_KEY = "shared"


class GatewayPage(DeclaredPage):
    """As every declared page, but sharing asks."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools, translate("Settings", "Gateway"), GATEWAY)
        self._keys = AppKeys(lambda: tools.bridge.app_keys)
        self._worker = Worker("network")

    def change(self, setting: Setting, value: object) -> None:
        """Write it; sharing only after a yes."""
        if setting.path != SHARE or value is not True:
            super().change(setting, value)
            return
        self.rows[SHARE].show_value(self.tools.bridge.settings.access.share)
        self.tools.tasks.start(self.ask_share(), "ask about sharing")

    async def ask_share(self) -> Question:
        """Say what it means, and wait for the owner."""
        settings = self.tools.bridge.settings
        found = list(addresses(settings))
        try:
            public = await self._worker.call(why_public, NETWORK_LIMIT)
        except TooSlow:
            public = ""  # whoever cannot tell must not keep the owner from it
        words = share_words(found, shares_cloud=settings.access.share_cloud, public=public)
        accept = translate("Sharing", "Share it") if self._keys.all else translate("Sharing", "Make a key and share it")
        return ask(
            self.tools.theme,
            self,
            translate("Sharing", "Share the port with your network?"),
            words,
            Reply(translate("Settings", "Cancel")),
            Reply(accept, lambda: self.tools.tasks.start(self._share(), "share")),
        )

    async def _share(self) -> None:
        try:
            secret = "" if self._keys.all else await self._keys.make(FIRST_KEY)
            await self.tools.bridge.change_setting(SHARE, True)
        except KeyTrouble as trouble:
            self.show_failure(ConfigError(translate("Sharing", "It could not be shared"), str(trouble)))
            return
        except ConfigError as error:
            self.show_failure(error)
            return
        self.rows[SHARE].show_value(True)
        if secret:
            show_new_key(self.tools.theme, self, FIRST_KEY, secret)
