"""What the doctor has to say about one thing.

Belongs here: the shape shared by all findings. Does not belong here: facts, or how it is shown.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["fault", "warning"]


@dataclass(frozen=True)
class Finding:
    """level: a fault is missing, late, rejected or broken; a warning may become one.
    subject: what it is about: a source, a file or a program.
    what: without values, names or account numbers. remedy: what to do.
    """

    level: Level
    subject: str
    what: str
    remedy: str


def fault(subject: str, what: str, remedy: str) -> Finding:
    return Finding("fault", subject, what, remedy)


def warning(subject: str, what: str, remedy: str) -> Finding:
    return Finding("warning", subject, what, remedy)
