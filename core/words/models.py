"""What is said of models, of what is done to them, and of the machines that run them. Pure."""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """What more there is to say of a model, or of a machine."""

    LOADS_ON_USE = "loads on first use"
    COMING = "{done} of {total} on {machines}"
    DOWNLOAD_FAILED_WHY = "its download failed on {machines}: {detail}"
    DOWNLOAD_FAILED = "its download failed on {machines}"
    FAILED = "it failed"
    LOAD_FAILED = "its last load failed"
    PART_LEFT = "{name}, which runs a part of it, left the cluster"
    PART_SILENT = "{name}, which runs a part of it, was {reason}"
    LINK_GONE = "the link to {name}, which runs a part of it, is gone"
    RUNNER_FAILED_WHY = "its runner failed: {detail}"
    RUNNER_FAILED = "its runner failed"
    LISTS_NONE = "lists no models, is asked for any"
    LEFT = "left the cluster"
    SILENT = "not heard of for {seconds} s"
    DEGRADED = "degraded, {reason}"


class Doing(StrEnum):
    """What is being done to a model, or was."""

    WAITING = "waiting for the model"
    LOADS_ON = "{name} loads {model} on {machines}"
    LOADS = "{name} loads {model}"
    HOW_FAR = "{name}: {model} is {state} {percent}"
    IS = "{name}: {model} is {state}"
    SHARE_OF = "{machine} {size} (of {free} free)"
    SHARE = "{machine} {size}"
    ON = "on {machines}"
    AFTER = "after {seconds} s"
    CLIENT_LEFT = "its client left"


class Denied(StrEnum):
    """Why something is not done to a model: what, why, and what to do."""

    CANNOT_LOAD = "{model} cannot be loaded"
    NO_WAY = "exo proposes no way"
    NOT_LOADED = "{model} was not loaded"
    PLACED_NOTHING = "exo took the command and placed nothing"
    LESS_MEMORY = "Look at exo's log; often there is less memory than it thought."
    DOES_NOT_FIT = "{model} does not fit into memory"
    NEEDS = "it needs {size}, free is: {machines}"
    MAKE_ROOM = "Unload another model, or add a machine to the cluster."
    LOADED_ALREADY = "{model} is loaded already"
    NOTHING_DONE = "nothing was done"
    IS_NOT_LOADED_ON = "{model} is not loaded on {name}"
    MAY_NOT_LOAD = "loading by itself is switched off (healing.place)"
    DOWNLOAD_FIRST = "first it would have to be downloaded to {machines}"
    COULD_NOT_LOAD = "{model} could not be loaded"
    TAKEN_OUT = "exo took it out again"
    BACKEND_COULD_NOT = "{name} could not load {model}"

    IS_NOT_LOADED = "{model} is not loaded"
    NOTHING_TO_UNLOAD = "there is nothing to unload"
    NOT_UNLOADED = "{model} was not unloaded"
    IGNORED = "exo took the command and did nothing"
    LOOK_AT_LOG = "Look at exo's log."

    DOWNLOADED_ALREADY = "{model} is downloaded already"
    DOWNLOAD_NOT_STARTED = "The download of {model} did not start"
    NOT_DOWNLOADING = "{model} is not being downloaded"
    NOTHING_TO_STOP = "there is nothing to stop"
    DOWNLOAD_NOT_STOPPED = "The download of {model} was not stopped"
    CANNOT_DOWNLOAD = "{model} cannot be downloaded"
    NOT_IN_CATALOGUE = "{model} is not in exo's catalogue"
    SEE_CATALOGUE = "See `exo-bridge models list --all` for the names it knows."
    MACHINE_NOT_THERE = "that machine is not in the cluster"
    MACHINE_OFFERS_NOT = "that machine does not offer it"

    IS_LOADED = "{model} is loaded"
    FILES_IN_USE = "its files are in use"
    UNLOAD_FIRST = "Unload it first."
    NOT_ON_DISK = "{model} is not on that machine's disk"
    NOTHING_TO_DELETE = "there is nothing to delete"
    NOT_DELETED = "{model} was not deleted"

    VERSION_CANNOT = "this version of exo cannot do that"
    UPDATE = "Update exo on that machine."
    NO_MACHINE = "There is no machine {machine} in this cluster"
    THERE_ARE = "There are: {machines}"
    NO_EXO = "{name} is not an exo node"
    OWN_PROGRAM = "Its models are managed in its own program"
    FIRST_EXO = "{name} runs exo 0.0.x"
    LOADS_BY_ITSELF = "That version loads and downloads a model by itself when asked for it"
    NO_NODE = "There is no such node"
    MAY_HAVE_GONE = "It may have gone in the meantime"
