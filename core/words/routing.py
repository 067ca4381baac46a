"""Why a backend may answer, or may not. Pure."""

from __future__ import annotations

from enum import StrEnum


class Place(StrEnum):
    """Where a backend is."""

    THIS_MACHINE = "on this machine"
    LOCAL_NETWORK = "on your network"
    CLOUD = "in the cloud"


class Reason(StrEnum):
    """The reasons of a plan."""

    # Why one may answer.
    KNOWS = "{reason}, which knows this conversation"
    STANDS_IN = "{reason}; {model} stands in for the unknown {asked}"
    LAST_RESORT = "last resort: {reason}"
    ON_TRIAL = "{reason}, on trial after a failure"
    LOADED_FIRST = "{reason}, to be loaded first"
    RENAMED = "{reason}, as {model}"
    CHOSEN = "{mode}: {place}"

    # Why one may not.
    RESTING = "resting: {reason}"
    RULE_NAMES_OTHERS = "the rule for this model names others"
    HAS_NOT_MODEL = "said that it does not have this model"
    HAS_NOT_FUNCTION = "said that it does not have this function"
    OTHER_BACKEND_NAMED = "the request names another backend"
    NO_KEY = "has no key"
    KEY_UNREADABLE = "its key cannot be read from the password store"
    EXCLUDED = "the mode and the request exclude each other"
    CLOUD_ONLY = "the mode is cloud only"
    LOCAL_ONLY = "the mode is local only"
    TOO_FAR = "the request may not go that far"
    NOT_READY_WITH = "the model is {state}, not ready ({detail})"
    NOT_READY = "the model is {state}, not ready"
    NOT_CHECKED = "not checked yet"
    NONE_READY = "has no model that is ready"
    NOT_OFFERED = "does not offer this model"

    # Why a plan has nobody.
    NOBODY_OFFERS = "nobody offers {model}"
    NOBODY_KNOWN = "no backend is known"
    USED_UP = "the key of {app} has used up its tokens of clouds for today; near it: {detail}"
