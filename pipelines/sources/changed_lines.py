"""Which lines of a full extract are not those of the extract before it.

Belongs here: aligning two files line by line, in bytes. Does not belong here: what a line means
(the readers), which rows a change amounts to (extract_changes.py).

The alignment need not be the shortest: a line taken for changed that is not costs the time to read
it and nothing else, because rows are compared by their values afterwards.
"""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Buffer = mmap.mmap | bytes

# Changes are far apart in most files and close together in some.
FIRST_COMPARED_BYTES, COMPARED_BYTES = 1 << 10, 1 << 20
# Lines tried to find where two extracts agree again: an edited row needs one, a deleted or inserted
# stretch of rows its own length.
LOOK_AHEAD = (2, 64, 4096, 65536)
QUOTE, LINE_END = b'"', b"\n"


@dataclass(frozen=True)
class Stretch:
    """Adjacent lines of one file: bytes start to end; line is the 1-based number of the first."""

    start: int
    end: int
    line: int


@dataclass(frozen=True)
class ChangedLines:
    """gone: lines only the earlier file has; new: lines only the later one has."""

    gone: tuple[Stretch, ...]
    new: tuple[Stretch, ...]


@contextmanager
def mapped(path: Path) -> Iterator[Buffer]:
    """A file's bytes without copying them; a file of no bytes cannot be mapped."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as buffer:
            yield buffer


def changed_lines(earlier: Buffer, later: Buffer, most: float = 0.25) -> ChangedLines | None:
    """What differs after the two files' first lines, the header and one row, which are read anyway.

    None when the files cannot be compared line by line: other headers, no rows, a quoted field that
    spans lines where they differ, or more than ``most`` of the later file's bytes differing.
    """
    header = end_of_line(earlier, 0)
    if header == 0 or earlier[:header] != later[:header]:
        return None
    here, there = end_of_line(earlier, header), end_of_line(later, header)
    gone, new = [Stretch(header, here, 2)], [Stretch(header, there, 2)]
    if header in (here, there) or splits_a_field(earlier, gone[0]) or splits_a_field(later, new[0]):
        return None
    here_line = there_line = 3
    differing = 0
    while here < len(earlier) or there < len(later):
        same = equal_lines(earlier, here, later, there)
        alike = Stretch(there, there + same, there_line)
        lines = count(later, LINE_END, alike)
        here_line, there_line = here_line + lines, there_line + lines
        skipped, added = agreement(earlier, here + same, later, there + same)
        only_here = Stretch(here + same, here + same + skipped, here_line)
        only_there = Stretch(there + same, there + same + added, there_line)
        differing += max(skipped, added)
        if differing > most * len(later):
            return None
        if any(splits_a_field(later, part) for part in (alike, only_there)):
            return None
        if splits_a_field(earlier, only_here):
            return None
        gone.extend([only_here] if skipped else [])
        new.extend([only_there] if added else [])
        here_line += count(earlier, LINE_END, only_here)
        there_line += count(later, LINE_END, only_there)
        here, there = only_here.end, only_there.end
    return ChangedLines(tuple(gone), tuple(new))


def count(buffer: Buffer, byte: bytes, part: Stretch) -> int:
    starts = range(part.start, part.end, COMPARED_BYTES)
    return sum(buffer[at : min(at + COMPARED_BYTES, part.end)].count(byte) for at in starts)


def splits_a_field(buffer: Buffer, part: Stretch) -> bool:
    """Whether a stretch begins or ends within a quoted field, so that its lines are no rows."""
    return count(buffer, QUOTE, part) % 2 == 1


def end_of_line(buffer: Buffer, start: int) -> int:
    """Where the next line begins."""
    found = buffer.find(LINE_END, start)
    return len(buffer) if found < 0 else found + 1


def equal_lines(earlier: Buffer, here: int, later: Buffer, there: int) -> int:
    """How many bytes of whole lines are equal from here and there on."""
    length, step = 0, FIRST_COMPARED_BYTES
    while True:
        one = earlier[here + length : here + length + step]
        other = later[there + length : there + length + step]
        if one == other and one:
            length, step = length + step, min(2 * step, COMPARED_BYTES)
            continue
        shorter = min(len(one), len(other))
        differs = np.frombuffer(one[:shorter], np.uint8) != np.frombuffer(other[:shorter], np.uint8)
        length += int(differs.argmax()) if differs.any() else shorter
        if here + length >= len(earlier) and there + length >= len(later):
            return len(later) - there
        return max(later.rfind(LINE_END, there, there + length) + 1 - there, 0)


def agreement(earlier: Buffer, here: int, later: Buffer, there: int) -> tuple[int, int]:
    """How many bytes to skip in each file until they hold the same line; to their ends when they
    never do within the lines looked at.
    """
    for most in LOOK_AHEAD:
        ones, others = lines_from(earlier, here, most), lines_from(later, there, most)
        places: dict[bytes, int] = {}
        for place, line in enumerate(others):
            places.setdefault(line, place)
        meetings = [(place, places[line]) for place, line in enumerate(ones) if line in places]
        if meetings:
            skipped, added = min(meetings, key=sum)
            return sum(map(len, ones[:skipped])), sum(map(len, others[:added]))
    return len(earlier) - here, len(later) - there


def lines_from(buffer: Buffer, start: int, most: int) -> list[bytes]:
    """Up to ``most`` lines with their ends, the last one of the file without."""
    lines: list[bytes] = []
    while start < len(buffer) and len(lines) < most:
        end = end_of_line(buffer, start)
        lines.append(buffer[start:end])
        start = end
    return lines
