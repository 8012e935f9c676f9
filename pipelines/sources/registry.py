"""The sources that cartera reads. A new one is a module beside this one and a line here."""

from pipelines.sources.banks.formats import BANKS
from pipelines.sources.banxico import BANXICO
from pipelines.sources.books import BOOKS
from pipelines.sources.cfdi.reader import CFDI
from pipelines.sources.ledger import LEDGER
from pipelines.sources.microsip import MICROSIP
from pipelines.sources.microsip_reports import MICROSIP_REPORTS
from pipelines.sources.sat_metadata import SAT_METADATA
from pipelines.sources.sent_messages import CARTERA_SENT
from pipelines.sources.source import Source

SOURCES: dict[str, Source] = {
    s.name: s
    for s in (
        MICROSIP,
        MICROSIP_REPORTS,
        BANKS,
        BANXICO,
        LEDGER,
        CFDI,
        SAT_METADATA,
        BOOKS,
        CARTERA_SENT,
    )
}
