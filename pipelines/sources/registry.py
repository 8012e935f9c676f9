"""The sources that cartera reads. A new one is a module beside this one and a line here."""

from pipelines.sources.banorte import BANORTE
from pipelines.sources.banxico import BANXICO
from pipelines.sources.bbva import BBVA
from pipelines.sources.ledger import LEDGER
from pipelines.sources.microsip import MICROSIP
from pipelines.sources.source import Source

SOURCES: dict[str, Source] = {s.name: s for s in (MICROSIP, BBVA, BANORTE, BANXICO, LEDGER)}
