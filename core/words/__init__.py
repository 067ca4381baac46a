"""The sentences of core that people read: each declared once, its values by name. Pure.

Core speaks English: logs, API and command line. Whoever speaks another language reads the values back out of a
sentence, by the same declaration (`desktop/text/said.py`). So the name of a value says what it is:

    reason   a sentence declared here (`more`: another one)
    detail   a sentence declared here, or somebody else's words
    problem  what is wrong with one setting (`settings.Problem`)
    title, hint   what a failure means, and what to do (`core.errors`)
    help     what a setting is for
    mode, place, state   one of a few words

Every other value is a name or a number. Of sentences that hold others, the outermost is declared first.
"""
