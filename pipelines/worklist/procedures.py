"""The desk's procedure sheets, in the manner of ISO 9001, from the policy tables they rest on.

Belongs here: the tables of the sheets, from the seeds: ``python -m pipelines.worklist.procedures``
writes docs/es/procedimientos, and a test holds that they are what the policies say. Does not belong
here: their text (``sheets/``), the desk's manual, which people write.
"""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from pipelines.reports.wording import load_labels
from pipelines.settings import ROOT

SEEDS = ROOT / "dbt_project" / "seeds"
FOLDER = ROOT / "docs" / "es" / "procedimientos"
NAMES = ("portales", "conciliacion", "gestion")
LABELS = load_labels("es")
Row = dict[str, str]


def procedure(name: str, seeds: Path) -> str:
    """A sheet with its tables. Raises KeyError for a code that the labels do not know."""
    text = (files("pipelines.worklist") / "sheets" / f"{name}.md").read_text(encoding="utf-8")
    match name:
        case "portales":
            return text.format(limits=limits(seeds), target=target(seeds, "portal_rejections"))
        case "conciliacion":
            return text.format(reasons=reasons(seeds), target=target(seeds, "dispute_days"))
        case _:
            return text.format(strategies=strategies(seeds))


def limits(seeds: Path) -> str:
    return table(
        ("Estado", "Máximo de días", "Qué se hace al pasarse"),
        (
            (row["label_es"], row["limit_days"], word("portal_action", row["action_code"]))
            for row in policy(seeds, "portal_limits")
        ),
    )


def reasons(seeds: Path) -> str:
    return table(
        ("Motivo", "¿Culpa nuestra?"),
        (
            (row["label_es"], "Sí" if row["is_own_fault"] == "true" else "No")
            for row in policy(seeds, "dispute_reasons")
        ),
    )


def strategies(seeds: Path) -> str:
    segments = {row["segment_code"]: row["label_es"] for row in policy(seeds, "provision_segments")}
    return table(
        ("Segmento", "Riesgo", "Días vencido", "Qué se hace", "Canal", "Respuesta esperada"),
        (
            (
                segments[row["segment_code"]],
                row["grade_code"].replace("none", "sin calificación"),
                span(row["from_days"], row["to_days"]),
                word("collection_action", row["action_code"]),
                word("collection_channel", row["channel_code"]),
                f"{plain(100 * Decimal(row['response_rate']))} %",
            )
            for row in policy(seeds, "collection_strategies")
        ),
    )


def target(seeds: Path, indicator: str) -> str:
    """Raises StopIteration for an indicator without a target."""
    rows = policy(seeds, "desk_targets")
    return plain(Decimal(next(r["target_value"] for r in rows if r["indicator_code"] == indicator)))


def policy(seeds: Path, name: str) -> list[Row]:
    """The rows of a seed that have no end."""
    with (seeds / f"policy_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row.get("valid_to")]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def word(family: str, code: str) -> str:
    return LABELS[f"code.{family}.{code}"]


def span(first: str, last: str) -> str:
    return f"{first} a {last}" if last else f"desde {first}"


def plain(number: Decimal) -> str:
    """``5.00`` → ``5``."""
    return f"{number.normalize():f}"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (FOLDER / f"{name}.md").write_text(procedure(name, SEEDS), encoding="utf-8")


if __name__ == "__main__":
    main()
