"""Other people's text, made harmless before it reaches a terminal, a page or a file.

A pool's name, a display name or a template is anybody's text: it may hold terminal escapes, text
direction overrides that make a line read otherwise, or characters that XML forbids.
"""

from __future__ import annotations

import unicodedata

# Cc: controls, escapes among them. Cf: invisible, direction overrides among them. Cs: half a
# surrogate pair. Co, Cn: no character. Zl, Zp: line ends that only some programs see.
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: object) -> str:
    r"""``text`` with each harmful character written as an escape: ``\x1b``, ``\u202e``."""
    return "".join(
        character
        if unicodedata.category(character) not in _HARMFUL
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in str(text)
    )
