"""company.yaml and the names of companies: what is taken, and what is refused with which words."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.settings import MAX_CONFIG_BYTES, Settings, SettingsError, load_settings


def write(root: Path, content: str | bytes) -> Path:
    path = root / "data" / "raw" / "acme" / "company.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def test_a_company_without_a_file_has_defaults(tmp_path: Path) -> None:
    settings = load_settings("acme", tmp_path)
    assert settings == Settings(
        company="acme",
        company_name="acme",
        functional_currency_code="MXN",
        language="es",
        timezone="America/Mexico_City",
        sources=None,
        root=tmp_path,
    )


def test_every_entry_of_the_file_is_taken(tmp_path: Path) -> None:
    write(
        tmp_path,
        "name: Válvulas del Norte, S.A. de C.V.\nfunctional_currency: USD\nlanguage: en\n"
        "timezone: America/Tijuana\nsources: [ledger, banks]\n",
    )
    settings = load_settings("acme", tmp_path)
    assert settings.company_name == "Válvulas del Norte, S.A. de C.V."
    assert (settings.functional_currency_code, settings.language) == ("USD", "en")
    assert (settings.timezone, settings.sources) == ("America/Tijuana", ("ledger", "banks"))


@pytest.mark.parametrize(
    "name",
    ["../x", "..", ".", "", "a/b", "a\\b", "/etc", "Acme", "acme\n", "-x", "a b", "añil", "x" * 42],
)
def test_a_company_whose_name_could_lead_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="named by its folder"):
        load_settings(name, tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("lenguage: es", "unknown entry lenguage; known: functional_currency, language"),
        ("name: [a, b]", "name must be a text"),
        ("name:", "name must be a text"),
        ("name: '  '", "name must be a text"),
        ("functional_currency: pesos", "functional_currency must be an ISO code"),
        ('functional_currency: "MXN\\n"', "functional_currency must be an ISO code"),
        ("functional_currency: 100", "functional_currency must be a text"),
        ("language: fr", "language must be one of"),
        ("language: [es]", "language must be one of"),
        ("timezone: America/Macondo", "timezone must be one such as"),
        ("timezone: America", "timezone must be one such as"),
        ("timezone: ../../etc/passwd", "timezone must be one such as"),
        ("timezone: 6", "timezone must be a text"),
        ('name: "Acme\\r\\nBcc: x@y.example"', "name must be one line"),
        ("sources: microsip", "sources must be a list of folder names"),
        ("sources: [microsip, 7]", "sources must be a list of folder names"),
        ("- name", "must be a list of 'entry: value' lines"),
        ("1: a\nname: b", "must be a list of 'entry: value' lines"),
        ("name: 'open", "not valid YAML"),
        ("name: 2026-13-45", "not valid YAML"),
        ("name: !!python/object/apply:os.getcwd []", "not valid YAML"),
        ("[" * 1_200, "not valid YAML"),
        (b"name: A\xf1o", "not valid YAML in UTF-8"),
        ("#" * (MAX_CONFIG_BYTES + 1), "larger than"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_entry_is_refused_by_name(
    content: str | bytes, message: str, tmp_path: Path
) -> None:
    write(tmp_path, content)
    with pytest.raises(SettingsError, match=message) as refusal:
        load_settings("acme", tmp_path)
    assert str(refusal.value).startswith("company.yaml: ")


def test_everything_a_company_makes_lies_below_its_own_folder(tmp_path: Path) -> None:
    settings = load_settings("acme", tmp_path)
    warehouse = tmp_path / "data" / "warehouse" / "acme"
    made = [
        settings.published_database,
        settings.build_database,
        settings.candidate_database,
        settings.snapshots,
        settings.reports_folder(date(2026, 10, 1)),
        settings.dbt_target,
    ]
    assert all(path.is_relative_to(warehouse) for path in made)
    assert settings.reports_folder(date(2026, 10, 1)).name == "2026-10"
    assert settings.inbox == tmp_path / "data" / "raw" / "acme"


def test_a_day_begins_at_the_companys_midnight(tmp_path: Path) -> None:
    settings = load_settings("acme", tmp_path)
    assert settings.local_day(datetime(2026, 11, 1, 5, 59)) == date(2026, 10, 31)
    assert settings.local_day(datetime(2026, 11, 1, 6, 0)) == date(2026, 11, 1)


def test_the_environment_names_company_and_project_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARTERA_ROOT", str(tmp_path))
    monkeypatch.setenv("CARTERA_COMPANY", "acme")
    assert (Settings.from_env().company, Settings.from_env().root) == ("acme", tmp_path)
    monkeypatch.delenv("CARTERA_COMPANY")
    assert Settings.from_env().company == "demo"
