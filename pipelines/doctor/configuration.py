"""What is configured: the company's own files and who may read the live ERP.

Belongs here: whether a setting is there and can be used. Never its value, where that tells a
server, a user or a password.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipelines.doctor.finding import Finding, fault, warning
from pipelines.settings import Settings
from pipelines.sources import report_layout
from pipelines.sources.firebird.pull import PASSWORD, USER
from pipelines.sources.ledger_mapping import LedgerMapping
from pipelines.sources.reading import UnreadableFile

FileState = Literal["absent", "present", "wrong"]


@dataclass(frozen=True)
class ConfigFile:
    """A file of the company's folder. problem: why it cannot be followed, when it is wrong."""

    name: str
    state: FileState
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Configuration:
    """sources: those that must deliver. are_listed: by company.yaml, else found in the inbox.
    other_sources: those that cartera knows beside them.
    files: company.yaml, mapping.yaml and report_layouts.yaml.
    credentials: of the live ERP, name of the environment's variable → whether it is set.
    """

    company: str
    functional_currency_code: str
    language: str
    timezone: str
    sources: tuple[str, ...]
    are_listed: bool
    other_sources: tuple[str, ...]
    files: tuple[ConfigFile, ...]
    has_dsn: bool
    credentials: Mapping[str, bool]

    @property
    def findings(self) -> list[Finding]:
        found = [
            fault("configuration", file.problem, file.remedy)
            for file in self.files
            if file.state == "wrong"
        ]
        states = {file.name: file.state for file in self.files}
        if not self.sources:
            remedy = f"Put the first files below data/raw/{self.company}, or list the sources"
            found.append(fault("sources", "none is configured and none was found", remedy))
        if "ledger" in self.sources and states["mapping.yaml"] == "absent":
            remedy = "Write it (docs/es/fuentes/libro_mayor_generico.md)"
            found.append(
                fault("configuration", "a ledger is configured without mapping.yaml", remedy)
            )
        unset = [name for name, is_set in self.credentials.items() if not is_set]
        if self.has_dsn and unset:
            remedy = f"Set {' and '.join(unset)}"
            found.append(fault("microsip dsn", "`cartera pull` has no one to connect as", remedy))
        if not self.has_dsn and len(unset) < len(self.credentials):
            remedy = "Add the database to company.yaml as microsip: {dsn: ...}, or unset them"
            found.append(warning("microsip dsn", "credentials are set for no database", remedy))
        return found


def read_configuration(
    settings: Settings,
    sources: tuple[str, ...],
    known_sources: Iterable[str],
    environment: Mapping[str, str],
) -> Configuration:
    """sources: those of the company, as ingestion.configured_sources gives them."""
    inbox = settings.inbox
    has_company_file = (inbox / "company.yaml").is_file()
    return Configuration(
        company=settings.company,
        functional_currency_code=settings.functional_currency_code,
        language=settings.language,
        timezone=settings.timezone,
        sources=sources,
        are_listed=settings.sources is not None,
        other_sources=tuple(name for name in known_sources if name not in sources),
        files=(
            # Settings come from it: had it been wrong, there would be none.
            ConfigFile("company.yaml", "present" if has_company_file else "absent"),
            config_file(
                settings, "mapping.yaml", lambda: LedgerMapping.load(inbox / "mapping.yaml")
            ),
            config_file(settings, report_layout.FILE, lambda: report_layout.layouts_of(inbox)),
        ),
        has_dsn=settings.microsip_dsn is not None,
        credentials={name: bool(environment.get(name)) for name in (USER, PASSWORD)},
    )


def config_file(settings: Settings, name: str, load: Callable[[], object]) -> ConfigFile:
    if not (settings.inbox / name).is_file():
        return ConfigFile(name, "absent")
    try:
        load()
    except UnreadableFile as error:
        return ConfigFile(name, "wrong", error.reason, error.remedy)
    except OSError:
        return ConfigFile(name, "wrong", f"{name} cannot be opened", "See that it may be read")
    return ConfigFile(name, "present")
