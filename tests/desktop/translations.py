"""Brings the translations up to date with the sources:  python -m tests.desktop.translations

Runs Qt's lupdate over the face, and over what core declares for people: settings, failures and sentences.
What is new stands in resources/translations/*.ts as unfinished; what is gone is dropped. Any editor of .ts files
(Qt Linguist, Weblate) can fill it in. Nothing is compiled: desktop/languages.py reads the .ts files.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from core.config.schema import root, walk
from core.errors import CONSEQUENCES
from core.snippets import apps
from desktop.languages import FILES, LANGUAGES
from desktop.text.connect import NOTE
from desktop.text.failing import HINT, TITLE
from desktop.text.said import SAID, SENTENCES, WORDS
from desktop.text.settings import CHOICE, HELP, NAME, OWN_PAGES, plain_name

ROOT = Path(__file__).parents[2]


def declared() -> set[tuple[str, str]]:
    """Context and text of everything that the face takes from core."""
    found = {(HELP, section.help) for section in root().fields if section.fields}
    for setting in walk():
        if setting.path not in OWN_PAGES:
            found |= {(NAME, plain_name(setting)), (HELP, setting.help)}
            found |= {(CHOICE, choice) for choice in setting.choices}
    for consequence in CONSEQUENCES.values():
        found |= {(TITLE, consequence.title), (HINT, consequence.hint)}
    found |= {(SAID, sentence) for kind in SENTENCES for sentence in kind}
    found |= {(context, word) for context, words in WORDS.values() for word in words}
    found |= {(NOTE, snippet.note) for app in apps() for snippet in app.snippets}
    return {(context, str(text)) for context, text in found if text}


def update(folder: Path = FILES) -> None:
    """Run lupdate. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as temporary:
        words = Path(temporary) / "declared.py"
        words.write_text("".join(f"translate({context!r}, {text!r})\n" for context, text in sorted(declared())))
        sources = [str(words), *(str(file) for file in sorted((ROOT / "desktop").rglob("*.py")))]
        for language in LANGUAGES:
            file = folder / f"exo-bridge_{language}.ts"
            command = ["pyside6-lupdate", *sources, "-no-obsolete", "-locations", "none"]
            command += ["-source-language", "en", "-target-language", language, "-ts", str(file)]
            path = f"{Path(sys.executable).parent}"
            subprocess.run(command, check=True, capture_output=True, env={"PATH": f"{path}:/usr/bin:/bin"})


if __name__ == "__main__":
    update()
