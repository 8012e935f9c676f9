"""What a run needs to know before it starts: which company, where its files are, how it speaks.

Belongs here: the settings themselves and reading ``company.yaml``. Does not belong here: policies
(buckets, tolerances, rates are dbt seeds) or the mapping of a foreign ledger (sources/ledger.py).
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from pipelines.periods import month_code

ROOT = Path(__file__).resolve().parent.parent
MAX_CONFIG_BYTES = 64 * 1024
COMPANY_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
ISO_CURRENCY = re.compile(r"[A-Z]{3}")
Language = Literal["es", "en"]
# A path alone would open the live file beside its server.
SERVER_DSN = re.compile(r"(?:inet[46]?://|[^:/\\\s]{2,}(?:/[0-9]+)?:)\S.*")
CONFIG_KEYS = {"name", "functional_currency", "language", "timezone", "sources", "microsip"}


class SettingsError(ValueError):
    """A setting that cannot be used; the message names the file, the entry and what to write."""


@dataclass(frozen=True)
class Settings:
    """One company's run.

    company: folder name below data/raw and data/warehouse.
    company_name: as printed on reports.
    functional_currency_code: ISO 4217; the currency the books are kept in.
    language: of what a finance user reads, ``es`` or ``en``.
    timezone: in which delivery folders are named and days begin.
    sources: folders that must deliver; None means those found in the inbox.
    root: the project's folder, absolute.
    microsip_dsn: the ERP's live database, such as ``server/3050:C:\\Microsip datos\\EMPRESA.FDB``;
        None where it is only delivered. Who reads it is for the environment to say.
    """

    company: str
    company_name: str
    functional_currency_code: str
    language: Language
    timezone: str
    sources: tuple[str, ...] | None
    root: Path
    microsip_dsn: str | None = None

    @property
    def inbox(self) -> Path:
        return self.root / "data" / "raw" / self.company

    @property
    def warehouse(self) -> Path:
        return self.root / "data" / "warehouse" / self.company

    @property
    def published_database(self) -> Path:
        return self.warehouse / "cartera.duckdb"

    @property
    def build_database(self) -> Path:
        """Where models are built; nobody but the pipeline opens it."""
        return self.warehouse / "build" / "build.duckdb"

    @property
    def candidate_database(self) -> Path:
        """What the models of a run made: the next published database, once the gate opens."""
        return self.warehouse / "build" / "cartera.duckdb"

    @property
    def snapshots(self) -> Path:
        return self.warehouse / "snapshots"

    @property
    def outbox(self) -> Path:
        """Drafts of what is to be sent; what was sent is in the inbox, which is never deleted."""
        return self.warehouse / "outbox"

    def reports_folder(self, period_month: date) -> Path:
        return self.warehouse / "reports" / month_code(period_month)

    @property
    def dbt_project(self) -> Path:
        return self.root / "dbt_project"

    @property
    def dbt_target(self) -> Path:
        return self.warehouse / "build" / "dbt"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local_day(self, moment: datetime) -> date:
        """The company's calendar day of a UTC moment without zone."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    @classmethod
    def from_env(cls) -> "Settings":
        """Settings of the company that CARTERA_COMPANY names; ``demo`` without it."""
        return load_settings(os.environ.get("CARTERA_COMPANY", "demo"))


def project_root() -> Path:
    """The folder that holds ``data``: CARTERA_ROOT, or the project's own."""
    return Path(os.environ.get("CARTERA_ROOT", ROOT)).resolve()


def load_settings(company: str, root: Path | None = None) -> Settings:
    """Reads ``data/raw/<company>/company.yaml``; every entry has a default.

    root: the project's folder; without it, project_root().
    Raises SettingsError for an unusable company name or entry.
    """
    if not COMPANY_SLUG.fullmatch(company):
        raise SettingsError(
            "a company is named by its folder: lower-case letters, digits, '-' and '_' only"
        )
    root = project_root() if root is None else root
    path = root / "data" / "raw" / company / "company.yaml"
    entries = read_config(path)
    unknown = sorted(entries.keys() - CONFIG_KEYS)
    if unknown:
        known = ", ".join(sorted(CONFIG_KEYS))
        raise SettingsError(f"{path.name}: unknown entry {unknown[0]}; known: {known}")
    settings = Settings(
        company=company,
        company_name=parse_text(entries, "name", company, path),
        functional_currency_code=parse_text(entries, "functional_currency", "MXN", path),
        language=parse_language(entries.get("language", "es"), path),
        timezone=parse_text(entries, "timezone", "America/Mexico_City", path),
        sources=parse_sources(entries.get("sources"), path),
        root=root,
        microsip_dsn=parse_microsip(entries.get("microsip"), path),
    )
    check_settings(settings, path)
    return settings


def read_config(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    if path.stat().st_size > MAX_CONFIG_BYTES:
        raise SettingsError(f"{path.name}: larger than {MAX_CONFIG_BYTES} bytes")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    # PyYAML lets a date that does not exist, and nesting without end, through as plain errors.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path.name}: not valid YAML in UTF-8") from error
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise SettingsError(f"{path.name}: must be a list of 'entry: value' lines")
    return content


def parse_text(entries: dict[str, object], entry: str, default: str, path: Path) -> str:
    value = entries.get(entry, default)
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{path.name}: {entry} must be a text, in quotes if need be")
    return value


def parse_sources(value: object, path: Path) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{path.name}: sources must be a list of folder names")
    return tuple(value)


def parse_microsip(value: object, path: Path) -> str | None:
    if value is None:
        return None
    dsn = value.get("dsn") if isinstance(value, dict) and set(value) == {"dsn"} else None
    if not isinstance(dsn, str) or not SERVER_DSN.fullmatch(dsn):
        raise SettingsError(
            f"{path.name}: microsip has one entry, dsn, that names a server and its database, "
            "such as server/3050:C:\\data\\EMPRESA.FDB; user and password belong in the environment"
        )
    return dsn


def parse_language(value: object, path: Path) -> Language:
    for language in get_args(Language):
        if value == language:
            return cast(Language, language)
    raise SettingsError(f"{path.name}: language must be one of {get_args(Language)}")


def check_settings(settings: Settings, path: Path) -> None:
    # It stands in subjects of mails and heads of sheets, which hold one line.
    if not settings.company_name.isprintable():
        raise SettingsError(f"{path.name}: name must be one line without control characters")
    if not ISO_CURRENCY.fullmatch(settings.functional_currency_code):
        raise SettingsError(f"{path.name}: functional_currency must be an ISO code such as MXN")
    try:
        settings.zone  # noqa: B018 (the lookup itself is the check)
    # A region without its city is a folder of the time zone database, hence OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        example = "America/Monterrey"
        raise SettingsError(f"{path.name}: timezone must be one such as {example}") from error
