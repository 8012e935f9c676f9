"""The command line as a test calls it: what came of the call."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Called:
    exit_code: int
    out: str
    errors: str


Call = Callable[..., Called]
