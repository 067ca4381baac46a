"""The settings, declared once: name, type, default, help. Load, check, window and README read from here.

Rules: every field carries its `help` in the metadata; `choices`, `minimum` and `maximum` where they
apply. No file is read here (that is `config.py`), and no key is ever held here, only its name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.domain import BackendKind, KeyReference, Mode, Seconds
from core.rules import Alias, ModelRule, Rules, Strategy
from core.timeouts import Timeouts
from core.version import RELEASE_FEED

DEFAULT_PORT = 52410
DEFAULT_SHARE_PORT = 52411
EXO_PORT = 52415


def _setting(default: Any, text: str, **limits: Any) -> Any:
    return field(default=default, metadata={"help": text, **limits})


@dataclass(frozen=True, slots=True)
class DiscoverySettings:
    """Which machines are looked for without being listed."""

    enabled: bool = _setting(True, "Look for servers that are not listed below. Off: only what is listed.")
    network: bool = _setting(
        True, "Look on the local network too: listen to exo's own announcements and follow what its nodes report."
    )
    other_servers: bool = _setting(
        True, "Also use Ollama, LM Studio, llama.cpp, vLLM, SGLang, mlx-lm, LocalAI and Jan on this machine."
    )
    ports: tuple[int, ...] = _setting(
        (EXO_PORT,), "Ports of this machine on which an exo node is looked for.", minimum=1, maximum=65535
    )


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """One local server of the user."""

    name: str = _setting("", "Your name for this node, unique.", required=True)
    url: str = _setting("", "Its address, for example http://192.168.1.20:52415", required=True)
    kind: BackendKind = _setting(
        BackendKind.AUTO, "What it speaks; auto finds out by its answers.", choices=("auto", "exo", "ollama", "openai")
    )
    priority: int = _setting(0, "Smaller numbers are asked first.")
    weight: float = _setting(1.0, "Share of the requests among equals.", minimum=0.0)
    region: str = _setting("", "A label for where it stands.")
    key: KeyReference | None = _setting(
        None, "Its bearer token: keyring (stored by `exo-bridge key set NAME`) or env:NAME; none: it needs none."
    )
    limit: int = _setting(0, "How many requests it takes at once; 0: what its kind can.", minimum=0)
    first_token: Seconds = _setting(0.0, "Seconds until its first token; 0: as for all.", minimum=0.0)
    silence: Seconds = _setting(0.0, "Seconds between two of its tokens; 0: as for all.", minimum=0.0)
    enabled: bool = _setting(True, "Off: it is neither checked nor asked.")


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """One cloud account. The key lies in the OS keyring or in an environment variable, never here."""

    name: str = _setting("", "Your name for this account, unique.", required=True)
    provider: str = _setting(
        "", "One of the known providers, a file of your own folder `providers`, or openai-compatible.", required=True
    )
    base_url: str = _setting("", "Its address up to and with /v1; openai-compatible and azure need one.")
    key: KeyReference | None = _setting(
        None, "keyring (stored by the settings window or `exo-bridge key set NAME`) or env:NAME."
    )
    models: tuple[str, ...] = _setting((), "Names or patterns this account may be asked for; none means any.")
    more_keys: tuple[str, ...] = _setting(
        (), "More keys of the account, as env:NAME or keyring:NAME, used when the first is refused or used up."
    )
    priority: int = _setting(0, "Smaller numbers are asked first.")
    limit: int = _setting(0, "How many requests it takes at once; 0: what its kind can.", minimum=0)
    first_token: Seconds = _setting(0.0, "Seconds until its first token; 0: as for all.", minimum=0.0)
    silence: Seconds = _setting(0.0, "Seconds between two of its tokens; 0: as for all.", minimum=0.0)
    enabled: bool = _setting(True, "Off: it is never asked.")


@dataclass(frozen=True, slots=True)
class AliasSettings:
    """One name that stands for models."""

    name: str = _setting("", "The name that apps ask for.", required=True)
    models: tuple[str, ...] = _setting(
        (), "What answers it, best first: a model, or place/model, for example [qwen3-30b, openai/gpt-4o]."
    )
    both_ways: bool = _setting(False, "The models are the same one under different names: each answers for all.")


@dataclass(frozen=True, slots=True)
class ModelRuleSettings:
    """What holds for some models only."""

    name: str = _setting("", "Your name for this rule, unique.", required=True)
    models: tuple[str, ...] = _setting((), "Names or patterns, as apps ask for them; the first rule that fits counts.")
    mode: str = _setting(
        "", "Another mode for them; it cannot widen local-only.",
        choices=("", "local-first", "local-only", "cloud-first", "cloud-only"),
    )  # fmt: skip
    backends: tuple[str, ...] = _setting((), "Only these may answer, by their names; none means all.")
    rescue: bool = _setting(False, "Another backend continues a broken answer, as routing.rescue does for all.")


@dataclass(frozen=True, slots=True)
class RoutingSettings:
    """Who may answer."""

    mode: Mode = _setting(
        Mode.LOCAL_FIRST,
        "local-first: your machines, the cloud only when they cannot; local-only: nothing ever leaves; "
        "cloud-first; cloud-only.",
    )
    strategy: Strategy = _setting(
        Strategy.LEAST_BUSY,
        "How equals are ordered: priority (by name), round-robin, weighted, least-busy, fastest (to the first token).",
    )
    sticky: bool = _setting(True, "A conversation stays where its begin is known already, while that is not too busy.")
    aliases: tuple[AliasSettings, ...] = _setting((), "Names that stand for other models.", item=AliasSettings)
    per_model: tuple[ModelRuleSettings, ...] = _setting((), "Rules for some models only.", item=ModelRuleSettings)
    unknown_model: str = _setting("", "A model for names that nobody offers; none: such a name is an error.")
    region: str = _setting("", "Your region: nodes of the same region are asked before others.")
    hedge_after: Seconds = _setting(
        0.0, "Ask a second backend too when the first is silent for this many seconds; 0: never.", minimum=0.0
    )
    rescue: bool = _setting(
        False,
        "When a backend breaks off in the middle, the next one continues from the text already sent, marked as such.",
    )
    queue_limit: int = _setting(256, "How many requests may wait for a free backend.", minimum=0)
    queue_patience: Seconds = _setting(60.0, "Seconds a request waits for a free backend.", minimum=0.1)

    @property
    def rules(self) -> Rules:
        """The same as routing wants it."""
        return Rules(
            self.strategy,
            self.sticky,
            tuple(Alias(a.name, a.models, a.both_ways) for a in self.aliases),
            self.unknown_model,
            self.region,
            self.hedge_after,
            self.rescue,
            queue_limit=self.queue_limit,
            queue_patience=self.queue_patience,
            per_model=tuple(
                ModelRule(r.models, Mode(r.mode) if r.mode else None, r.backends, r.rescue) for r in self.per_model
            ),
        )


@dataclass(frozen=True, slots=True)
class HealthSettings:
    """How backends are watched."""

    interval: Seconds = _setting(10.0, "Seconds between two checks of one backend.", minimum=1.0, maximum=3600.0)
    timeout: Seconds = _setting(3.0, "Seconds one check may take.", minimum=0.1, maximum=60.0)


@dataclass(frozen=True, slots=True)
class HealingSettings:
    """What is mended in exo without being told to."""

    place: bool = _setting(True, "Load a model that is on a node's disk when a request asks for it.")
    replace: bool = _setting(True, "Load a model again after its runner died, with growing pauses.")
    resume_downloads: bool = _setting(True, "Go on with a download you asked for after it broke off.")
    cancel: bool = _setting(True, "Stop the generation of a client that left.")
    patience: Seconds = _setting(180.0, "Seconds a request waits for its model to be loaded.", minimum=1.0)


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Who may use the port."""

    require_key: bool = _setting(
        False, "Every app must show a local key of its own (`exo-bridge app-key add NAME`); off: any key, or none."
    )
    hosts: tuple[str, ...] = _setting((), "More names by which apps call this machine, for example [bridge.home.arpa].")
    origins: tuple[str, ...] = _setting(
        (), "Web pages that may use the port, like ['https://chat.example.org']; pages of this machine always may."
    )
    share: bool = _setting(
        False, "Also answer other machines of your network; each must show a local key, and there must be one first."
    )
    share_port: int = _setting(DEFAULT_SHARE_PORT, "The port that other machines use.", minimum=1, maximum=65535)
    certificate: str = _setting(
        "", "A file (PEM) with the certificate of this machine, for example of mkcert: other machines use https then."
    )
    certificate_key: str = _setting("", "The file with its private key, where it is not in the same one.")
    share_cloud: bool = _setting(False, "Other machines may use your cloud accounts, too.")


@dataclass(frozen=True, slots=True)
class BuiltinSettings:
    """The small model that comes with Exo Bridge."""

    enabled: bool = _setting(True, "Offer the built-in model, started when first needed.")
    idle_minutes: float = _setting(10.0, "It stops after this many minutes without a request.", minimum=0.1)


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """What the tray tells by a notice."""

    failover: bool = _setting(True, "Tell when another machine or the cloud took over, and when it is back.")


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """How the windows look."""

    language: str = _setting(
        "system", "The language of menu and windows, after the next start.", choices=("system", "en", "de", "ar")
    )
    theme: str = _setting("system", "Light or dark.", choices=("system", "light", "dark"))
    tray_icon: str = _setting(
        "auto",
        "The icon's colours: auto, coloured with a dark edge, or plain white or black to go with your panel.",
        choices=("auto", "coloured", "white", "black"),
    )


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The log. Prompts, answers and keys are never in it."""

    level: str = _setting("info", "How much is logged.", choices=("debug", "info", "warning", "error"))


@dataclass(frozen=True, slots=True)
class UpdateSettings:
    """Newer versions. Nothing is ever downloaded or installed by itself."""

    check: bool = _setting(
        False, "Look once a day for a newer version, and tell. Not while the mode is local-only: then nothing goes out."
    )
    feed: str = _setting(
        RELEASE_FEED, "Where to look: a list of releases as GitHub's API gives it; none: this build has no update feed."
    )


@dataclass(frozen=True, slots=True)
class TimeoutSettings:
    """Limits of one try at one backend, in seconds."""

    connect: Seconds = _setting(Timeouts().connect, "Seconds until the connection stands.", minimum=0.05)
    first_byte: Seconds = _setting(
        Timeouts().first_byte,
        "Seconds until a streamed answer begins; exo needs 3 while it elects a master.",
        minimum=4.0,
    )
    first_token: Seconds = _setting(
        Timeouts().first_token, "Seconds until the first token; long prompts need long.", minimum=0.1
    )
    silence: Seconds = _setting(Timeouts().silence, "Seconds between two tokens.", minimum=0.1)
    plain_answer: Seconds = _setting(
        Timeouts().plain_answer, "Seconds for an answer that is not streamed.", minimum=0.1
    )
    total: Seconds = _setting(Timeouts().total, "Seconds for a whole request, with every try.", minimum=1.0)

    @property
    def limits(self) -> Timeouts:
        """The same as the data plane wants it."""
        return Timeouts(self.connect, self.first_byte, self.first_token, self.silence, self.plain_answer, self.total)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. The defaults are what a newcomer gets without any file."""

    port: int = _setting(DEFAULT_PORT, "The port on 127.0.0.1 that your apps use.", minimum=0, maximum=65535)
    ollama_port: bool = _setting(
        False, "Answer at 11434, too, while no Ollama listens there: for apps that can only be used with Ollama."
    )
    discovery: DiscoverySettings = _setting(DiscoverySettings(), "Finding nodes.")
    nodes: tuple[NodeSettings, ...] = _setting((), "Your local servers.", item=NodeSettings)
    cloud: tuple[CloudSettings, ...] = _setting((), "Cloud accounts that may help out.", item=CloudSettings)
    routing: RoutingSettings = _setting(RoutingSettings(), "Who may answer.")
    health: HealthSettings = _setting(HealthSettings(), "Watching the backends.")
    timeouts: TimeoutSettings = _setting(TimeoutSettings(), "Time limits.")
    healing: HealingSettings = _setting(HealingSettings(), "Mending exo by itself.")
    access: AccessSettings = _setting(AccessSettings(), "Who may use the port.")
    builtin: BuiltinSettings = _setting(BuiltinSettings(), "The built-in model.")
    notifications: NotificationSettings = _setting(NotificationSettings(), "Notices.")
    appearance: AppearanceSettings = _setting(AppearanceSettings(), "Windows.")
    updates: UpdateSettings = _setting(UpdateSettings(), "Newer versions.")
    log: LogSettings = _setting(LogSettings(), "The log.")
