"""A bundle: one way to apply one receipt, with the evidence for it in points.

Belongs here: what a bundle is, how amounts become lines with coded differences, and its points.
Does not belong here: where bundles come from (remitted.py, mentioned.py, unreferenced.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.matching.differences import Payment, difference_of
from pipelines.matching.ledger import Ledger, Receipt
from pipelines.matching.policies import MatchingPolicies

# Evidence and how many times it counts.
Evidence = tuple[str, float]
OTHER_ENTITY, OTHER_CURRENCY = "other_entity", "other_currency"
UNSTATED, UNKNOWN, OTHER = "unstated", "unknown_payer", "other_payer"


@dataclass(frozen=True)
class Line:
    """applied: cents of the receipt. settled: cents by which the item falls, in its own currency.
    difference: applied less what is settled, in the receipt's currency. cause: of a difference or
    of what stays open, '' for neither.
    """

    item: int
    applied: int
    settled: int
    difference: int
    cause: str


@dataclass(frozen=True)
class Bundle:
    """unapplied + surplus + Σ applied = the receipt. surplus: an over-payment that policy lets go.
    rule: the weakest line's reference (or, without one, the payer's) and what the amounts are.
    """

    receipt: int
    lines: tuple[Line, ...]
    unapplied: int
    surplus: int
    evidence: tuple[Evidence, ...]
    points: float
    rule: str
    reasons: tuple[str, ...]

    @property
    def items(self) -> tuple[int, ...]:
        return tuple(line.item for line in self.lines)


@dataclass(frozen=True)
class Claim:
    """What a bundle says of one item. applied: cents of the receipt meant for it, None for all
    that is open. reference: evidence code, '' for none. gap_stated: the text gives the difference
    to the cent. text: cleaned text about this line.
    """

    item: int
    applied: int | None = None
    reference: str = ""
    gap_stated: bool = False
    text: str = ""


@dataclass(frozen=True)
class Payers:
    """rules: entity → its strongest evidence. has_name: the receipt says something of its payer.
    sure: the entity that is identified by itself, if any.
    """

    rules: dict[str, str]
    has_name: bool
    sure: str | None

    def evidence_of(self, entity: str) -> str:
        if entity in self.rules:
            return self.rules[entity]
        if self.sure is not None:
            return OTHER
        return UNKNOWN if self.has_name else UNSTATED


class Composer:
    """Makes bundles for receipts from claims; holds what every one of them needs."""

    def __init__(self, ledger: Ledger, policies: MatchingPolicies) -> None:
        self.ledger = ledger
        self.policies = policies

    def compose(
        self,
        receipt: Receipt,
        payers: Payers,
        claims: Sequence[Claim],
        extra: Sequence[Evidence] = (),
        reasons: Sequence[str] = (),
    ) -> Bundle | None:
        """The bundle of these claims; None where they hold nothing that can be applied."""
        lines = [self.line_of(receipt, claim) for claim in claims]
        total = sum(line.applied for line in lines)
        if not lines or total > receipt.cents or any(line.applied == 0 for line in lines):
            return None
        rest = receipt.cents - total
        surplus, over = self.surplus_of(receipt, rest)
        shapes = [
            self.shape_of(receipt, claim, line, over, len(lines))
            for claim, line in zip(claims, lines, strict=True)
        ]
        weakest = min(range(len(lines)), key=lambda place: (self.points(shapes[place]), place))
        several = self.several(lines) if not any(claim.reference for claim in claims) else ()
        payer, date_evidence, notes = self.around(receipt, payers, lines)
        evidence = (*shapes[weakest], *several, (payer, 1.0), *date_evidence, *extra)
        amount = next((code for code, _ in shapes[weakest] if code in AMOUNTS), "")
        rule = f"{claims[weakest].reference or payer}+{amount}"
        points = self.policies.points["none"] + self.points(evidence)
        return Bundle(
            receipt.receipt,
            tuple(lines),
            rest - surplus,
            surplus,
            evidence,
            points,
            rule,
            tuple(
                dict.fromkeys(
                    [*reasons, *notes, *(line.cause for line in lines if line.cause), *over]
                )
            ),
        )

    def rate(self, receipt: Receipt, payers: Payers, claim: Claim) -> float:
        """Points of one claim by itself, for choosing among what a line may mean."""
        line = self.line_of(receipt, claim)
        if line.applied == 0:
            return float("-inf")
        over = (
            ("over",)
            if claim.applied is not None and abs(claim.applied) > abs(line.applied)
            else ()
        )
        payer, dates, _ = self.around(receipt, payers, [line])
        shape = self.shape_of(receipt, claim, line, over, 1)
        return self.points((*shape, (payer, 1.0), *dates))

    def points(self, evidence: Sequence[Evidence]) -> float:
        return sum(self.policies.points[code] * times for code, times in evidence)

    def line_of(self, receipt: Receipt, claim: Claim) -> Line:
        """Never beyond what is open, nor against its sign."""
        ledger, item = self.ledger, claim.item
        is_converted = ledger.currencies[item] != receipt.currency
        open_cents = ledger.open_cents[item]
        value = (
            ledger.converted(item, receipt.currency, receipt.day) if is_converted else open_cents
        )
        if value is None:
            return Line(item, 0, 0, 0, "")
        wanted = value if claim.applied is None else claim.applied
        if is_converted:
            payment = self.payment(receipt, claim, True)
            found = difference_of(value, wanted, payment, self.policies.tolerances)
            if found is not None and not found.is_settled:
                return Line(item, 0, 0, 0, "")
            return Line(item, wanted, open_cents, wanted - value, found.cause if found else "")
        applied = (
            max(min(wanted, open_cents), 0) if open_cents > 0 else min(max(wanted, open_cents), 0)
        )
        if applied == open_cents:
            return Line(item, applied, applied, 0, "")
        found = difference_of(
            open_cents, applied, self.payment(receipt, claim), self.policies.tolerances
        )
        if found is not None and found.is_settled and open_cents > 0:
            return Line(item, applied, open_cents, applied - open_cents, found.cause)
        return Line(item, applied, applied, 0, found.cause if found else "")

    def payment(self, receipt: Receipt, claim: Claim, is_converted: bool = False) -> Payment:
        text = f"{claim.text} {receipt.text}"
        paid_on = date.fromordinal(receipt.day)
        return Payment(paid_on, self.ledger.due(claim.item), receipt.currency, text, is_converted)

    def surplus_of(self, receipt: Receipt, rest: int) -> tuple[int, tuple[str, ...]]:
        """What of the rest policy lets go, and the reason for a rest."""
        if rest == 0:
            return 0, ()
        payment = Payment(date.fromordinal(receipt.day), None, receipt.currency, receipt.text)
        total = receipt.cents - rest
        found = difference_of(total, receipt.cents, payment, self.policies.tolerances)
        assert found is not None
        return (rest if found.is_settled else 0), (found.cause,)

    def shape_of(
        self, receipt: Receipt, claim: Claim, line: Line, over: Sequence[str], count: int
    ) -> tuple[Evidence, ...]:
        """The line's amount and reference as evidence."""
        is_full = line.settled == self.ledger.open_cents[line.item]
        if self.ledger.currencies[line.item] != receipt.currency:
            amount = "converted"
        elif not is_full and not claim.gap_stated:
            amount = "partial"
        elif claim.gap_stated:
            amount = "stated_gap"
        elif line.difference or "rounding" in over:
            amount = "tolerated"
        elif over:
            amount = "over"
        else:
            amount = "exact_one" if count == 1 else "exact_sum"
        found: list[Evidence] = [(amount, 1.0)]
        if claim.reference:
            found.append((claim.reference, 1.0))
        if (
            line.cause
            and claim.text
            and not claim.gap_stated
            and self.is_said(line.cause, claim.text)
        ):
            found.append(("line_explained", 1.0))
        return tuple(found)

    def is_said(self, cause: str, text: str) -> bool:
        return any(
            each.cause == cause and each.text is not None and each.text.search(text)
            for each in self.policies.tolerances
        )

    def several(self, lines: Sequence[Line]) -> tuple[Evidence, ...]:
        """Evidence of several items that nothing names: which ones of the payer's they are."""
        if len(lines) < 2:
            return ()
        items = [line.item for line in lines]
        ledger = self.ledger
        account = ledger.by_account[ledger.entities[items[0]], ledger.currencies[items[0]]]
        found: list[Evidence] = []
        if len(items) > 2:
            found.append(("further_item", float(len(items) - 2)))
        if len(items) == len(account):
            return (*found, ("whole_balance", 1.0))
        if len({ledger.due_days[item] for item in items}) == 1:
            found.append(("same_due_date", 1.0))
        if sorted(items) == sorted(account[: len(items)]):
            found.append(("oldest_first", 1.0))
        return tuple(found)

    def around(
        self, receipt: Receipt, payers: Payers, lines: Sequence[Line]
    ) -> tuple[str, tuple[Evidence, ...], tuple[str, ...]]:
        """Payer and dates as evidence, and what must be said of them."""
        ledger, points = self.ledger, self.policies.points
        entities = list(dict.fromkeys(ledger.entities[line.item] for line in lines))
        payer = min(
            (payers.evidence_of(entity) for entity in entities), key=lambda code: points[code]
        )
        notes: list[str] = []
        is_sure_of_another = payers.sure is not None and payers.sure not in entities
        if len(entities) > 1 or is_sure_of_another:
            notes.append(OTHER_ENTITY)
        if any(ledger.currencies[line.item] != receipt.currency for line in lines):
            notes.append(OTHER_CURRENCY)
        found: list[Evidence] = []
        latest = receipt.day + self.policies.count("advance_days")
        documents = [ledger.document_days[line.item] for line in lines]
        if any(day is not None and day > latest for day in documents):
            found.append(("before_document", 1.0))
            notes.append("paid_before_document")
        dues = [day for line in lines if (day := ledger.due_days[line.item]) is not None]
        if dues:
            months = sum(abs(receipt.day - day) for day in dues) / len(dues) / 30
            found.append(("months_from_due", round(min(months, 12.0), 2)))
        return payer, tuple(found), tuple(notes)


AMOUNTS = ("exact_one", "exact_sum", "tolerated", "stated_gap", "partial", "over", "converted")
