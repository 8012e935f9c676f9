"""E-mail addresses as people typed them: which are such, and which are not.

Belongs here: telling one from the other. Nothing that is not plainly an address ever reaches a
header: the form is RFC 5321's Mailbox without quotes, literals and comments, which no customer has
and which are how headers are forged.
"""

import re
from collections.abc import Iterable

ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
LONGEST_ADDRESS, LONGEST_LOCAL = 254, 64


def is_address(text: str) -> bool:
    local = text.partition("@")[0]
    fits = len(text) <= LONGEST_ADDRESS and len(local) <= LONGEST_LOCAL
    return fits and ADDRESS.fullmatch(text) is not None


def addresses_in(texts: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """The addresses in texts where commas and semicolons part them, each once, in their order; and
    how many pieces are no address. A blank or a line end within a piece makes it none.
    """
    pieces = [piece.strip(" ") for text in texts for piece in re.split("[,;]", text)]
    typed = [piece for piece in pieces if piece]
    good = {piece.lower(): piece for piece in reversed(typed) if is_address(piece)}
    bad = sum(not is_address(piece) for piece in typed)
    return tuple(dict.fromkeys(good[p.lower()] for p in typed if is_address(p))), bad
