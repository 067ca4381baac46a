"""The backends that the settings describe. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from core.domain import Backend, BackendId, BackendKind, KeyName, KeyReference, KeySource, Locality
from core.providers import cloud_base_url, key_check_url
from core.settings import CloudSettings, NodeSettings, Settings

BUILTIN_ID = BackendId("builtin")
BUILTIN_NAME = "built-in (small)"
BUILTIN_MODELS = ("builtin", "smollm2-135m", "auto")


def backends_of(settings: Settings) -> tuple[Backend, ...]:
    """Every enabled backend of the settings, nodes first."""
    nodes = tuple(node_backend(node) for node in settings.nodes if node.enabled)
    clouds = tuple(cloud_backend(cloud) for cloud in settings.cloud if cloud.enabled)
    builtin = (builtin_backend(),) if settings.builtin.enabled else ()
    return nodes + clouds + builtin


def node_backend(node: NodeSettings) -> Backend:
    """A listed node. Whatever its address, it is the owner's: never counted as cloud."""
    return Backend(
        id=BackendId(f"node:{node.name}"),
        name=node.name,
        kind=node.kind,
        base_url=root_of(node.url) + "/v1",
        locality=locality_of(node.url),
        key=_node_key(node),
        priority=node.priority,
        weight=node.weight,
        region=node.region,
        limit=node.limit,
        first_token=node.first_token,
        silence=node.silence,
        found_by="settings",
    )


def cloud_backend(cloud: CloudSettings) -> Backend:
    """A cloud account. Its address comes from its provider's file, or from the entry itself."""
    return Backend(
        id=BackendId(f"cloud:{cloud.name}"),
        name=cloud.name,
        kind=BackendKind.OPENAI,
        base_url=cloud_base_url(cloud).rstrip("/"),
        locality=Locality.CLOUD,
        key=cloud.key,
        more_keys=tuple(key_reference(text) for text in cloud.more_keys),
        key_check=key_check_url(cloud),
        provider=cloud.provider,
        models=cloud.models,
        priority=cloud.priority,
        limit=cloud.limit,
        first_token=cloud.first_token,
        silence=cloud.silence,
        found_by="settings",
    )


def builtin_backend() -> Backend:
    """The built-in model: its address is known once it runs, and it answers only to its own names."""
    return Backend(
        id=BUILTIN_ID,
        name=BUILTIN_NAME,
        kind=BackendKind.BUILTIN,
        base_url="",
        locality=Locality.THIS_MACHINE,
        models=BUILTIN_MODELS,
        priority=1000,
        on_demand=True,
        found_by="built-in",
    )


def _node_key(node: NodeSettings) -> KeyReference | None:
    """A key in the keyring lies there under the name of its node."""
    if node.key is None or node.key.source is not KeySource.KEYRING:
        return node.key
    return KeyReference(KeySource.KEYRING, KeyName(node.name))


def key_reference(text: str) -> KeyReference:
    """`env:NAME` or `keyring:NAME` as a reference; a bare name is one of the keyring."""
    source, colon, name = text.partition(":")
    if colon and source == "env":
        return KeyReference(KeySource.ENVIRONMENT, KeyName(name))
    return KeyReference(KeySource.KEYRING, KeyName(name if colon else text))


def root_of(url: str) -> str:
    """The address of a server without the `/v1` and the slash people paste with it."""
    return url.rstrip("/").removesuffix("/v1").rstrip("/")


def locality_of(url: str) -> Locality:
    """Whether a listed node is on this machine or on the network."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return Locality.THIS_MACHINE
    try:
        return Locality.THIS_MACHINE if ipaddress.ip_address(host).is_loopback else Locality.LOCAL_NETWORK
    except ValueError:
        return Locality.LOCAL_NETWORK
