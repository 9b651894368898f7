"""Makes text from other people safe for a terminal, a page or a file.

A pool's name, a display name or a template may contain terminal escapes, text direction overrides
that make a line look different, or characters that XML forbids.
"""

from __future__ import annotations

import unicodedata

# Cc: controls, including escapes. Cf: invisible characters, including direction overrides. Cs: half
# a surrogate pair. Co, Cn: no characters. Zl, Zp: line ends that only some programs recognize.
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: object) -> str:
    r"""The text with each harmful character written as an escape: `\x1b`, `\u202e`."""
    written = str(text)
    if written.isprintable():  # nearly all are, and no harmful character is
        return written
    return "".join(
        character
        if unicodedata.category(character) not in _HARMFUL
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in written
    )
