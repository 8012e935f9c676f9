"""Ledgers that nobody would keep, one customer each: what hypothesis thinks of within the rules.

Belongs here: how they are drawn. The draw is the same every time.
"""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.oracle.slow_aging import Charge, Ledger, Line

FIRST_DAY = date(2026, 3, 28)
# Of the run; documents go on after it.
AS_OF = date(2026, 8, 20)
LAST_DAY = AS_OF + timedelta(days=6)
NO_CHARGE = "M-99999999"
SEED = 20260820

days = st.dates(FIRST_DAY, LAST_DAY)
prices = st.decimals("0.01", "2000", places=2)
rates = st.decimals("16.5", "21.5", places=6).filter(lambda rate: rate != 1)
# Round sums that split badly, cents, nothing, and less than nothing.
amounts = prices | st.sampled_from(
    [Decimal(text) for text in ("100", "867.23", "0.01", "0.02", "0", "-58.00")]
)
ODD_PERCENTS = ("33.333333", "33.333334", "50", "12.5", "98", "0.01", "0", "66.666667")
percents = st.sampled_from(list(map(Decimal, ODD_PERCENTS))) | st.decimals("0", "100", places=6)


TERMS = (
    (),
    ((0, Decimal(100)),),
    ((30, Decimal(100)),),
    ((15, Decimal("33.333333")), (30, Decimal("33.333333")), (61, Decimal("33.333334"))),
)


@st.composite
def ledgers_of_a_customer(draw: st.DrawFn) -> Ledger:
    """Up to four charges and six credits of one customer, in pesos or dollars, ids from 0 on."""
    currency = draw(st.sampled_from(["MXN", "USD"]))
    any_rate = st.just(Decimal(1)) if currency == "MXN" else rates
    charges = [
        draw(charges_of(str(number), currency, any_rate))
        for number in range(draw(st.integers(0, 4)))
    ]
    targets = [charge.charge_id for charge in charges if charge.amount >= 0]
    lines = [
        draw(lines_of(str(number), currency, any_rate, targets))
        for number in range(draw(st.integers(0, 6)))
    ]
    return Ledger(charges, lines)


@st.composite
def charges_of(
    draw: st.DrawFn, charge_id: str, currency: str, any_rate: st.SearchStrategy[Decimal]
) -> Charge:
    """Due dates each once, some before the charge's own day; terms that count where there are none.
    A charge below zero is due at once: in shares of more than a whole it has no meaning.
    """
    day, amount = draw(days), draw(amounts)
    dues = draw(st.lists(st.integers(-3, 130), max_size=4 if amount > 0 else 1, unique=True))
    shares = tuple((day + timedelta(days=due), draw(percents)) for due in dues)
    terms = draw(st.sampled_from(TERMS)) if amount > 0 else ()
    return Charge(charge_id, "", currency, day, amount, draw(any_rate), shares, terms)


@st.composite
def lines_of(
    draw: st.DrawFn,
    line_id: str,
    currency: str,
    any_rate: st.SearchStrategy[Decimal],
    targets: list[str],
) -> Line:
    """Applied before or after its charge, too much, or to a charge that is gone; kept; used."""
    kind = draw(st.sampled_from(["applied", "applied", "gone", "kept", "used"]))
    if kind == "applied" and not targets:
        kind = "kept"
    amount = draw(prices)
    charge_id = None
    if kind == "applied":
        charge_id = draw(st.sampled_from(targets))
    elif kind == "gone":
        charge_id = NO_CHARGE
    elif kind == "used":
        amount = -amount
    return Line(line_id, "", currency, draw(days), amount, draw(any_rate), charge_id)


def draw_ledgers(count: int) -> list[Ledger]:
    """The same ledgers at every call: hypothesis draws them, with its liking for edges."""
    drawn: list[Ledger] = []

    @seed(SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(ledgers_of_a_customer())
    def draw(ledger: Ledger) -> None:
        drawn.append(ledger)

    draw()
    return drawn
