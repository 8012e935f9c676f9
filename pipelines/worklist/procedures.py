"""The desk's procedure sheets, in the manner of ISO 9001, from the policy tables they rest on.

Belongs here: the sheets' texts, and their tables from the seeds: ``python -m
pipelines.worklist.procedures`` writes them into docs/es/procedimientos. A test holds that they are
what the policies say. Does not belong here: the desk's manual, which people write.
"""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from pipelines.reports.wording import load_labels
from pipelines.settings import ROOT

SEEDS = ROOT / "dbt_project" / "seeds"
FOLDER = ROOT / "docs" / "es" / "procedimientos"
Row = dict[str, str]
LABELS = load_labels("es")

HEAD = """# {code} · {title}

| | |
|---|---|
| Código | {code} |
| Objetivo | {purpose} |
| Alcance | {scope} |
| Responsable | {owner} |
| Entradas | {inputs} |
| Salidas | {outputs} |

Esta hoja se genera de las políticas en `dbt_project/seeds/`; no se edita a mano. Para cambiarla se cambia la política y se corre `python -m pipelines.worklist.procedures`.
"""


def policy(seeds: Path, name: str) -> list[Row]:
    """The rows of a seed that hold today and after: those without an end."""
    with (seeds / f"policy_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row.get("valid_to")]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def word(family: str, code: str) -> str:
    """Raises KeyError for a code that the labels do not know."""
    return LABELS[f"code.{family}.{code}"]


def portal_sheet(seeds: Path) -> str:
    """Portals: states, their limits and what is done when they are passed."""
    limits = table(
        ("Estado", "Máximo de días", "Qué se hace al pasarse"),
        (
            (row["label_es"], row["limit_days"], word("portal_action", row["action_code"]))
            for row in policy(seeds, "portal_limits")
        ),
    )
    target = next(
        row for row in policy(seeds, "desk_targets") if row["indicator_code"] == "portal_rejections"
    )
    return (
        HEAD.format(
            code="PC-COB-01",
            title="Facturas en portales de clientes",
            purpose="Que ninguna factura se cobre tarde por no haberse subido o corregido a tiempo",
            scope="Toda factura de un cliente que paga por medio de un portal",
            owner="Facturación sube y corrige; cobranza vigila",
            inputs="Facturas del ERP; avisos de los portales",
            outputs="Libro «Portales de clientes»; alertas en la lista de trabajo",
        )
        + """
## Pasos

1. Al facturar, se anota la factura en el libro «Portales de clientes» como **Por subir**.
2. Al subirla, se cambia su renglón a **Subida**, con su fecha.
3. Según responda el portal: **Aceptada**, o **Rechazada** con el motivo que da. Una rechazada se corrige y se sube otra vez en un renglón nuevo, con el intento siguiente.
4. Cuando el portal anuncia fecha de pago, **Programada** con esa fecha: el pronóstico de cobranza la toma.
5. Cada día cobranza lee la hoja «Portales» de la lista de trabajo y atiende lo que pasó de su plazo.

## Plazos

"""
        + limits
        + f"""
## Indicador

Facturas rechazadas de las subidas en el mes: a lo más {plain(target["target_value"])} %. Está en la hoja «Cobranza» del informe mensual.

## Registros

El libro entregado y cada una de sus versiones quedan guardados en el almacén (`raw.books_portal_submissions`), con la fecha en que se supo cada estado.
"""
    )


def reconciliation_sheet(seeds: Path) -> str:
    """Reconciliation: what may differ, why, and who mends it."""
    reasons = table(
        ("Motivo", "¿Culpa nuestra?"),
        (
            (row["label_es"], "Sí" if row["is_own_fault"] == "true" else "No")
            for row in policy(seeds, "dispute_reasons")
        ),
    )
    target = next(
        row for row in policy(seeds, "desk_targets") if row["indicator_code"] == "dispute_days"
    )
    return (
        HEAD.format(
            code="PC-COB-02",
            title="Conciliación y aclaraciones con clientes",
            purpose="Que el cliente y nosotros reconozcamos el mismo saldo, al centavo",
            scope="Todo cliente con relación de adeudos propia, y toda factura que no reconoce",
            owner="Cobranza concilia; el área que se anota en «Responsable» resuelve",
            inputs="Relación de adeudos del cliente; cartera a la misma fecha",
            outputs="Libros «Estado de cuenta del cliente» y «Bitácora de cobranza»",
        )
        + """
## Pasos

1. Se pide al cliente su relación de adeudos a una fecha de corte y se captura en «Estado de cuenta del cliente».
2. Se compara con la cartera a esa misma fecha: `cartera aging --as-of <fecha> --by document`.
3. Cada diferencia que el cliente no reconoce se anota en la bitácora como **Disputa**: documento, importe, motivo y responsable.
4. Mientras está abierta no se le cobra esa parte, no cuenta en el pronóstico y se estima aparte.
5. Al resolverse se llena **Fecha de solución** en su mismo renglón; si procede nota de crédito, se emite en el ERP.

## Motivos

"""
        + reasons
        + f"""
## Indicador

Días para resolver una aclaración: a lo más {plain(target["target_value"])} en promedio. Está en la hoja «Cobranza» del informe mensual, con el Pareto por motivo y vendedor.

## Registros

Los libros entregados y cada una de sus versiones (`raw.books_collection_events`, `raw.books_customer_statement_items`).
"""
    )


def strategy_sheet(seeds: Path) -> str:
    """Collection: what is done by segment, risk and days past due."""
    names = {row["segment_code"]: row["label_es"] for row in policy(seeds, "provision_segments")}
    strategies = table(
        ("Segmento", "Riesgo", "Días vencido", "Qué se hace", "Canal", "Respuesta esperada"),
        (
            (
                names[row["segment_code"]],
                "sin calificación" if row["grade_code"] == "none" else row["grade_code"],
                f"{row['from_days']} a {row['to_days']}"
                if row["to_days"]
                else f"desde {row['from_days']}",
                word("collection_action", row["action_code"]),
                word("collection_channel", row["channel_code"]),
                f"{plain(str(100 * Decimal(row['response_rate'])))} %",
            )
            for row in policy(seeds, "collection_strategies")
        ),
    )
    return (
        HEAD.format(
            code="PC-COB-03",
            title="Gestión de cobranza",
            purpose="Gestionar primero lo que más se espera recuperar, sin molestar a quien ya prometió",
            scope="Todo cliente con saldo vencido",
            owner="Cada gestor, de sus clientes",
            inputs="Lista de trabajo del día (`cartera worklist`)",
            outputs="La misma lista con resultados, entregada como libro",
        )
        + """
## Estrategia

"""
        + strategies
    )


SHEETS = {
    "portales.md": portal_sheet,
    "conciliacion.md": reconciliation_sheet,
    "gestion.md": strategy_sheet,
}


def plain(number: str) -> str:
    """``5.00`` → ``5``."""
    return f"{Decimal(number).normalize():f}"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, sheet in SHEETS.items():
        (FOLDER / name).write_text(sheet(SEEDS), encoding="utf-8")


if __name__ == "__main__":
    main()
