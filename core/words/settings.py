"""What is wrong with the settings, and how to correct it. Pure."""

from __future__ import annotations

from enum import StrEnum


class Problem(StrEnum):
    """What is wrong with one setting: the rest of a sentence that begins with its name."""

    NOT_ONE_OF = "is {value}, not one of {choices}"
    NOT_BOOLEAN = "is {value}, not true or false"
    NOT_WHOLE = "is {value}, not a whole number"
    NOT_NUMBER = "is {value}, not a number"
    TOO_SMALL = "is {value}, the smallest is {limit}"
    TOO_LARGE = "is {value}, the largest is {limit}"
    INFINITE = "is {value}, which is too large"
    NOT_KNOWN = "is {value}, which is not known"
    NO_ADDRESS = "is {value}, which is no web address"
    NO_SCHEME = "is {value}, which does not begin with http:// or https://"
    NO_MACHINE = "is {value}, which names no machine"
    HAS_PASSWORD = "has a user name or password in it"
    HAS_QUERY = "has a ? or # part"
    NO_VARIABLE = "has no name of an environment variable after env:"
    NO_SOURCE = "is neither keyring nor env:NAME"
    KEY_IN_FILE = "must not stand in this file: it is neither keyring nor env:NAME"
    LIKE_A_KEY = "looks like a key"
    NOT_ONE_LINE = "must be one line of 1 to {count} letters"

    NO_TABLE = "must be indented lines like 'name: value' below it"
    NO_ENTRIES = "must be a list, each entry beginning with '-'"
    NO_LIST = "must be a list like [one, two]"
    NO_LINES = "must be lines like 'name: value'"
    SEVERAL = "must be one value, not several"
    MISSING = "is missing"
    MISSING_FOR = "is missing; {provider} has no address of its own"
    TWICE = "stands here again, first in line {count}"
    NAME_TAKEN = "has the name {value} like another entry"
    NO_SETTING = "is no setting"
    WITHOUT_KEY = "has no key, so it will be refused"
    IN_THE_OPEN = "begins with http://"
    GUARDED = "cannot be read, so nothing is sent to the cloud until it can"


class Wrongly(StrEnum):
    """What happened to the settings or their file."""

    OF_SETTING = "{label} {problem}"
    IN_LINE = "{file}, line {count}: {detail}"
    WRONG = "Wrong setting: {label}"
    UNKNOWN = "Unknown setting {label}"
    NO_SINGLE = "There is no single value {label}"
    NO_KEY = "A cloud account has no key"
    KEY_IN_THE_OPEN = "A key travels in the open"
    ONE_NAME = "Two backends have one name"
    CALLED_ALIKE = "a node and a cloud account are both called {label}"
    ENTRY_EXISTS = "There is already an entry called {label}"
    ONLY_OWN = "Only your own machines may answer for now"
    UNKNOWN_VARIABLE = "Unknown environment variable"
    SETS_NOTHING = "it sets nothing"
    PROVIDER_WRONG = "A provider file is wrong"
    NOT_THERE = "The settings file is not there"
    NO_FILE = "no such file"
    HAS_ERROR = "The settings file has an error"
    UNREADABLE = "The settings file cannot be read"
    CANNOT_READ = "it cannot be read"
    TOO_LARGE = "it is larger than 200 kB, so it is no settings file"
    NO_TEXT = "it holds bytes that are no text"
    NO_LETTERS = "it holds characters that are no text"
    TOO_DEEP = "it is nested too deeply"
    NO_LINES = "it must be a list of lines like 'port: 52410'"
    CONTAINS_ITSELF = "a value contains itself"
    ERROR_NOT_SAVED = "The settings file has an error, so nothing was saved"
    OTHERS_NOT_SAVED = "This change cannot be made without touching other lines, so nothing was saved"
    CHANGED_NOT_SAVED = "The settings file was changed meanwhile, so nothing was saved"
    CANNOT_WRITE = "The settings file cannot be written"


class Correction(StrEnum):
    """What to do about it."""

    CORRECT_NOTICED = "Correct it; the change is noticed at once."
    CORRECT_DEFAULT = "Correct it. Until then the default settings are in use."
    CORRECT_LAST = "Correct it. Until then the last good settings are in use."
    READABLE_DEFAULT = "Make it readable. Until then the default settings are in use."
    READABLE_LAST = "Make it readable. Until then the last good settings are in use."
    CORRECT_IT = "Correct it."
    CORRECT_FIRST = "Correct it first: {detail}"
    CORRECT_FILE = "Correct the file in {folder}; until then this provider is not there."
    CORRECT_SETTING = "Correct {label}."
    DEFAULTS = "The defaults are in use."
    KEY = (
        'Write "key: keyring" and store the key in the settings window, or "key: env:NAME" with the name of an '
        "environment variable that holds it."
    )
    TAKE_OUT = "Take it out. {reason}"
    TAKE_OUT_VARIABLE = "Take it out of the environment."
    ONLY_IN_FILE = "A list can only be set in the settings file."
    DID_YOU_MEAN = 'Did you mean "{word}"?'
    KNOWN_PROVIDERS = 'Known: {names}. For any other OpenAI-compatible server write "{provider}" and its base_url.'
    KNOWN = "Known are: {names}."
    MAY_STAND = "There may stand: {names}."
    EACH_NEEDS = "Each entry needs {names}."
    TRUE_OR_FALSE = 'Write "true" or "false".'
    PLAIN_NUMBER = "Write the plain number, without a unit."
    HELP = "{help}"
    EXAMPLE = "Example: {address}"
    BEGIN = "It must begin with http:// or https://"
    PART_BEFORE = "Give only the part before it."
    REMOVE_ONE = "Remove one of the two; the first counts."
    OWN_NAME = "Give each entry a name of its own."
    USE_HTTPS = "Use https:// if the server offers it."
    RENAME = "Rename one of them."
    OTHER_NAME = "Choose another name."
    BY_HAND = "Edit {file} by hand."
    AGAIN = "Try again."
