"""What the owner is told of sharing, of twins, of keys and of older programs: what it is, and what to do. Pure."""

from __future__ import annotations

from enum import StrEnum


class Complained(StrEnum):
    """What the owner should look at."""

    NOT_SHARED = "The port is not shared yet"
    NO_LOCAL_KEY = "Other machines must show a key, and there is none."
    MAKE_LOCAL_KEY = 'Make one for each of them: "Connect an app…" in the status window, or exo-bridge app-key add NAME'
    NOT_REACHED = "Other machines cannot reach the port"
    CHANGE_SHARING = "Change access.share_port, or the files of access.certificate."
    PUBLIC = "The port is shared in a public network"
    STOP_SHARING = "Turn sharing off here (access.share): who has no key cannot ask, but sees that you are there."
    ADDRESS_OF_INTERNET = "This machine has an address of the internet: {address}."
    WINDOWS_SAYS_PUBLIC = "Windows calls this network public."
    OPEN_WIFI = "The Wi-Fi is open: everybody can join it."

    SAME_NODE = "{name} and {other} are the same node"
    SAME_ID = "Both addresses answer with the node id {id}; {name} is used."
    REMOVE_ONE = "Remove one of them from the settings."

    CRASHES_ON = "{model} crashes again and again on {name}"
    LEFT_ALONE_WHY = "It failed {count} times in ten minutes and is left alone for an hour. {detail}"
    LEFT_ALONE = "It failed {count} times in ten minutes and is left alone for an hour."
    LOAD_SMALLER = "Look at exo's log, then load it again, or load a smaller model."

    NO_DEMO = "The demo could not start"
    MODE_NOT_KEPT = "The routing mode holds until you quit"
    NOTHING_KEPT = "Nothing can be kept: settings, keys of apps, the log"
    MAKE_WRITABLE = "Make it writable, or name another directory in the environment variable {variable}"


class KeySaid(StrEnum):
    """What is said of a key, of its store, and of its test."""

    INSTEAD = 'You can write "key: env:NAME" in the settings and give the key in the environment variable NAME.'
    STORE_SILENT = "The password store did not answer."
    FIND_WINDOW = "Look for a window that asks for its password, then try again. {reason}"
    STORE_LOCKED = "The password store is locked."
    UNLOCK = "Unlock it and try again. {reason}"
    STORE_FAILED = "The password store failed."
    STORE_SAID = "It said: {detail}. {reason}"
    NO_STORE = "This computer has no password store."
    EMPTY = "The key is empty."
    PASTE = "Paste the key that the provider showed you."
    IS_NONE = "This is not a key: it has a space, a line break or a letter that no key has."
    COPY_ALONE = 'Copy the key alone, without the word "Bearer" and without quotes around it.'
    TOO_LONG = "This key is too long for the Windows Credential Manager."

    NO_ACCOUNT = "There is no such account"
    NOT_ENABLED = "No enabled cloud account is called {name}."
    NOT_TESTED = "Not tested"
    KEPT_IN = "The mode is local only, so nothing is sent out."
    NO_KEY_YET = "There is no key yet"
    ADD_FIRST = "Add one first."
    WORKS = "The key works"
    MODELS = "{count} models"
    NAME_LENGTH = "a key's name has 1 to {count} printable signs"
    NAME_TAKEN = "there is a key {name} already; revoke it first"
    NO_SUCH_KEY = "there is no key {name}"


class OldFile(StrEnum):
    """Why a file of an older program is not read."""

    TOO_LARGE = "it is too large to be settings"
    NO_TEXT = "it is no text"
    NOT_YAML_AT = "it is not YAML, line {count}"
    NOT_YAML = "it is not YAML"
    NOT_JSON = "it is not JSON"
    NO_TABLE = "it holds no table"
    NO_SECTIONS = "it holds no sections"
    OTHER_SECTIONS = "it has none of the sections of a bridge_config.yaml"
    NO_LINES = "it holds no lines like NAME=value"
    NOTHING_IN_IT = "there are no providers and no keys in it"
