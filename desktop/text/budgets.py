"""The words for an app whose budget of cloud tokens is used up."""

from __future__ import annotations

from core.local_keys import LocalKey
from desktop.text.app_keys import number
from desktop.text.notices import Notice, NoticeAction, NoticeKind
from desktop.text.translate import translate


def budget_notice(key: LocalKey) -> Notice:
    """Told once a day of each app: from now on only the owner's machines answer it."""
    return Notice(
        NoticeKind.BUDGET,
        key.name,
        translate("Notices", "{app} has used up its cloud budget").format(app=key.name),
        translate("Notices", "{n} tokens of clouds today. Until midnight only your own machines answer it.").format(
            n=number(key.spent)
        ),
        (NoticeAction.WHY, NoticeAction.LOCAL_ONLY),
        is_affected=True,
    )
