"""Layouts of banded reports: what a report's columns, group rows and totals are called.

Belongs here: what a layout may say, and a clear error for each thing it may not. The layouts that
come with cartera lie in ``layouts``, one file a report and ``bands.yaml`` for all; a company's own
lie in its ``report_layouts.yaml``. Does not belong here: reading reports (microsip_reports.py).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.contracts.microsip_reports import TABLES
from pipelines.contracts.raw_table import RawTable
from pipelines.sources.reading import UnreadableFile
from pipelines.sources.text_table import folded

FILE = "report_layouts.yaml"
FOLDER = Path(__file__).parent / "layouts"
MAX_BYTES = 256 << 10
MAX_LAYOUTS = 100
BY_REPORT = {table.entity: table for table in TABLES}
KEYS = frozenset({"name", "report", "columns", "groups", "labels", "balance", "grand_total"})
LABELS = ("opening", "closing", "page_total", "grand_total", "total", "footer")

# What the reader says of every line, whatever is printed.
TOLD_BY_READER = frozenset(
    {"impresion", "renglon", "fecha_corte", "fecha_inicial", "saldo_neto", "tipo_renglon"}
)
# What a group row may hold: texts that stand for all lines below it.
GROUPED = frozenset({"clave", "cliente", "moneda", "concepto"})


class LayoutError(UnreadableFile):
    """A layout that cannot be followed. entry: where in it, such as ``reports[0].columns``."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"{FILE}, {entry}: {reason}", f"Correct that entry of {FILE}")
        self.entry = entry


@dataclass(frozen=True)
class ReportLayout:
    """How one report is printed. Names and labels are compared as ``words`` gives them.

    table: what its lines fill.
    columns: contract column → the names its header may have, the likeliest first.
    groups: label before the colon of a row such as "CLIENTE: C0012 …" → the columns it holds for
        the lines below: the first takes one word where there are two. None at all: a group that
        is recognised for its totals and not kept.
    labels: kind of row, one of LABELS → how its first cell begins. ``total`` is a total that does
        not say of what; ``Total <group>`` needs no label.
    has_open_balance: the printed balance is that of open documents alone, else less the credit
        kept for the customer.
    needs_grand_total: a line that no total of the whole report covers makes the file doubtful.
    """

    name: str
    table: RawTable
    columns: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    has_open_balance: bool = False
    needs_grand_total: bool = True

    @property
    def needed_columns(self) -> frozenset[str]:
        """Contract columns that the header must have: no group row can give them."""
        given = {column for columns in self.groups.values() for column in columns}
        return frozenset(self.table.columns) - self.table.optional_columns - TOLD_BY_READER - given

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where a header, in words, has the contract's columns; empty when it is not its header."""
        found: dict[str, int] = {}
        for column, names in self.columns.items():
            named = [header.index(name) for name in names if name in header]
            free = [place for place in named if place not in found.values()]
            if free:
                found[column] = free[0]
        return found if self.needed_columns <= found.keys() else {}


def words(text: str) -> str:
    """A name without what prints vary: case, accents, spacing and punctuation but for "+"."""
    return re.sub(r"[^a-z0-9+]+", " ", folded(text)).strip()


def spoken(text: str) -> str:
    """Printed text without case, accents and repeated blanks; its punctuation stays."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(letters.casefold().split())


def layouts_of(inbox: Path) -> tuple[ReportLayout, ...]:
    """The company's own layouts, then those that come with cartera.

    Raises LayoutError naming the first wrong entry.
    """
    path = inbox / FILE
    standard = standard_layouts()
    if not path.is_file():
        return tuple(standard.values())
    if path.stat().st_size > MAX_BYTES:
        raise LayoutError("the file", f"it has more than {MAX_BYTES:,} bytes")
    try:
        document = yaml.safe_load(path.read_bytes())
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise LayoutError("the file", "it is no valid YAML") from error
    entries = document.get("reports") if isinstance(document, dict) else None
    if not isinstance(entries, list) or len(entries) > MAX_LAYOUTS:
        raise LayoutError("reports", f"a list of at most {MAX_LAYOUTS} layouts is expected")
    own = [own_layout(f"reports[{n}]", entry, standard) for n, entry in enumerate(entries)]
    return (*own, *standard.values())


@cache
def standard_layouts() -> dict[str, ReportLayout]:
    """By report, in the order of the contracts."""
    bands = yaml.safe_load((FOLDER / "bands.yaml").read_bytes())
    plain = {report: ReportLayout(report, table, {}, {}, {}) for report, table in BY_REPORT.items()}
    return {
        report: own_layout(
            f"layouts/{report}.yaml",
            bands | yaml.safe_load((FOLDER / f"{report}.yaml").read_bytes()) | {"name": report},
            plain,
        )
        for report in BY_REPORT
    }


def own_layout(at: str, entry: Any, standard: Mapping[str, ReportLayout]) -> ReportLayout:
    """One layout; what it does not say is as in the standard one of its report.

    Raises LayoutError with the path of what is wrong.
    """
    if not isinstance(entry, dict):
        raise LayoutError(at, "keys such as name, report and columns are expected")
    for key in entry:
        if key not in KEYS:
            raise LayoutError(f"{at}.{key}", f"unknown key; known are {', '.join(sorted(KEYS))}")
    base = standard.get(choice(at, entry, "report", tuple(BY_REPORT), None))
    name = entry.get("name")
    if base is None or not isinstance(name, str) or not re.fullmatch(r"\w{1,60}", name):
        raise LayoutError(f"{at}.name", "a name of letters, digits and underscores is expected")
    columns = {**base.columns, **names_of(at, entry, "columns", tuple(base.table.columns))}
    labels = {**base.labels, **names_of(at, entry, "labels", LABELS)}
    layout = replace(
        base,
        name=name,
        columns={column: tuple(map(words, names)) for column, names in columns.items()},
        groups={**base.groups, **groups_of(at, entry, base.table)},
        labels={kind: tuple(map(spoken, texts)) for kind, texts in labels.items()},
        has_open_balance=choice(
            at, entry, "balance", ("net", "open"), "open" if base.has_open_balance else "net"
        )
        == "open",
        needs_grand_total=choice(
            at,
            entry,
            "grand_total",
            ("required", "optional"),
            "required" if base.needs_grand_total else "optional",
        )
        == "required",
    )
    absent = sorted(layout.needed_columns - layout.columns.keys())
    if absent:
        raise LayoutError(f"{at}.columns", f"the required columns {', '.join(absent)} are missing")
    return layout


def choice(
    at: str, entry: Mapping[str, Any], key: str, allowed: tuple[str, ...], default: str | None
) -> str:
    value = entry.get(key, default)
    if not isinstance(value, str) or value not in allowed:
        raise LayoutError(f"{at}.{key}", f"one of {', '.join(allowed)} is expected")
    return value


def names_of(
    at: str, entry: Mapping[str, Any], section: str, allowed: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """The lists of texts below a section; one text alone is a list of one."""
    pairs = entry.get(section, {})
    if not isinstance(pairs, dict):
        raise LayoutError(f"{at}.{section}", "pairs of a name and a list of texts are expected")
    found = {}
    for key, value in pairs.items():
        if key not in allowed or key in TOLD_BY_READER:
            known = ", ".join(name for name in allowed if name not in TOLD_BY_READER)
            raise LayoutError(f"{at}.{section}.{key}", f"unknown; known are {known}")
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not texts or not all(map(is_name, texts)):
            raise LayoutError(
                f"{at}.{section}.{key}", "a list of texts is expected; put each in quotes"
            )
        found[key] = tuple(texts)
    return found


def is_name(text: Any) -> bool:
    return isinstance(text, str) and bool(words(text))


def groups_of(at: str, entry: Mapping[str, Any], table: RawTable) -> dict[str, tuple[str, ...]]:
    section = entry.get("groups", {})
    if not isinstance(section, dict):
        raise LayoutError(f"{at}.groups", "pairs of a label and a list of columns are expected")
    found = {}
    for label, columns in section.items():
        if not is_name(label):
            raise LayoutError(f"{at}.groups", "the labels must be texts; put each in quotes")
        if not isinstance(columns, list) or len(columns) > 2 or not GROUPED.issuperset(columns):
            known = ", ".join(sorted(GROUPED))
            raise LayoutError(f"{at}.groups.{label}", f"a list of at most two of {known}")
        # A group that all reports may have holds only the columns that this one knows.
        found[spoken(label)] = tuple(name for name in columns if name in table.columns)
    return found
