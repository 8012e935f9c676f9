"""What the texts of movements say: SPEI fields and kinds, in the wordings of each bank."""

import polars as pl
import pytest
from bank_files import clabe

from pipelines.sources.banks.format import SPEI_COLUMNS
from pipelines.sources.banks.spei import BANORTE, KINDS, movement_kind, spei_columns, zone_fields

CLABE = clabe("012", "123456789")
WRONG = CLABE[:-1] + str((int(CLABE[-1]) + 1) % 10)
KEY = "MBAN01002608030012345678"
BBVA = "SPEI RECIBIDOBANORTE/0123456789  072 0000123FACT A1234"
BANORTE_RECEIVED = (
    "SPEI RECIBIDO, BCO:0012 BBVA MEXICO HR LIQ: 10:15:02, DEL CLIENTE CLIENTE DE PRUEBA, S.A. DE "
    f"C.V., DE LA CLABE {CLABE} CON RFC EKU9003173C9, CONCEPTO: FACT A1234, REFERENCIA: 123 "
    f"CVE RAST: {KEY}"
)
BANORTE_SENT = (
    f"COMPRA ORDEN DE PAGO SPEI / 0250611=REFERENCIA CTA/CLABE: {CLABE}, BEM SPEI, BCO:012 "
    "BENEF:PROVEEDOR DE PRUEBA (DATO NO VERIFICADO POR ESTA INSTITUCION), PAGO 7, "
    f"CVE RASTREO: {KEY} RFC: XAXX010101000, IVA: 0.00 BBVA MEXICO HORA LIQ: 15:20:19"
)
BANREGIO = f"AB12345 SPEI. BBVA MEXICO. {CLABE}. CLIENTE S.A. DE C.V.. {KEY}. 0000123. FACT A1234"
BANAMEX = (
    "PAGO RECIBIDO DE BANORTE POR ORDEN DE {} Referencia Númerica: 0000123 Autorización: 00456789"
)


def fields(text: str | None) -> dict[str, str | None]:
    return spei_columns(pl.Series("text", [text], pl.String)).row(0, named=True)


def said(text: str | None) -> dict[str, str | None]:
    return {name: value for name, value in fields(text).items() if value is not None}


def kind(text: str | None, *, is_deposit: bool = True, code: str | None = None) -> str:
    columns = {"text": pl.String, "code": pl.String, "paid_in": pl.Boolean}
    frame = pl.DataFrame([(text, code, is_deposit)], schema=columns, orient="row")
    expression = movement_kind(pl.col("text"), pl.col("code"), pl.col("paid_in"))
    return str(frame.select(expression).item())


def test_the_fields_are_the_columns_of_a_movement():
    assert tuple(fields("x")) == SPEI_COLUMNS


def test_bbva_joins_the_reference_and_the_concept():
    assert said(BBVA) == {
        "counterparty_bank_code": "072",
        "spei_reference": "0000123",
        "concept": "FACT A1234",
    }


def test_bbva_says_clabe_key_and_name_where_its_lines_were_joined():
    assert said(f"{BBVA} 00{CLABE} {KEY} CLIENTE DE PRUEBA SA") == {
        "tracking_key": KEY,
        "counterparty_clabe": CLABE,
        "counterparty_name": "CLIENTE DE PRUEBA SA",
        "counterparty_bank_code": "012",
        "concept": "FACT A1234",
        "spei_reference": "0000123",
    }


def test_bbva_may_say_the_key_without_a_clabe():
    found = said(f"SPEI ENVIADO SANTANDER/0086647893 014 2206260servicio de agosto {KEY}")
    assert (found["tracking_key"], found["concept"]) == (KEY, "servicio de agosto")


def test_banorte_labels_what_it_received():
    assert said(BANORTE_RECEIVED) == {
        "tracking_key": KEY,
        "counterparty_clabe": CLABE,
        "counterparty_rfc": "EKU9003173C9",
        "counterparty_name": "CLIENTE DE PRUEBA, S.A. DE C.V.",
        "counterparty_bank_code": "012",
        "concept": "FACT A1234",
        "spei_reference": "123",
    }


@pytest.mark.parametrize("name", ["CLIENTE DE PRUEBA SA", "NO INGRESADO"])
def test_the_whole_of_a_banorte_text_says_what_its_labels_say(name):
    plain = BANORTE_RECEIVED.replace("CLIENTE DE PRUEBA, S.A. DE C.V.", name)
    labelled = plain.replace("CON RFC", " CON RFC")
    assert pl.select(pl.lit(plain).str.contains(BANORTE)).item()
    assert not pl.select(pl.lit(labelled).str.contains(BANORTE)).item()
    assert fields(plain) == fields(labelled)


def test_what_a_payer_writes_into_the_concept_is_no_label():
    text = BANORTE_RECEIVED.replace("PRUEBA, S.A. DE C.V.", "PRUEBA")
    assert said(text.replace("FACT A1234", "REF: 9 CVE RAST: ABC12345"))["tracking_key"] == KEY


def test_banorte_labels_what_it_sent_in_another_way():
    assert said(BANORTE_SENT) == {
        "tracking_key": KEY,
        "counterparty_clabe": CLABE,
        "counterparty_rfc": "XAXX010101000",
        "counterparty_name": "PROVEEDOR DE PRUEBA",
        "counterparty_bank_code": "012",
        "concept": "PAGO 7",
        "spei_reference": "0250611",
    }


@pytest.mark.parametrize("filler", ["NO INGRESAD", "NO INGRESADO", "ND", "NA"])
def test_a_name_that_nobody_entered_is_no_name(filler):
    assert "counterparty_name" not in said(BANORTE_SENT.replace("PROVEEDOR DE PRUEBA", filler))


def test_banregio_parts_its_fields_by_points_and_a_name_may_hold_some():
    assert said(BANREGIO) == {
        "tracking_key": KEY,
        "counterparty_clabe": CLABE,
        "counterparty_name": "CLIENTE S.A. DE C.V.",
        "counterparty_bank_code": "012",
        "concept": "FACT A1234",
        "spei_reference": "0000123",
    }


@pytest.mark.parametrize("legal_form", ["SA", "SA DE CV", "S.A. DE C.V.", "S DE RL DE CV", "AC"])
def test_banamex_parts_name_and_concept_only_by_the_legal_form(legal_form):
    assert said(BANAMEX.format(f"CLIENTE DE PRUEBA {legal_form} FACT A1234")) == {
        "counterparty_bank_code": "072",
        "counterparty_name": f"CLIENTE DE PRUEBA {legal_form}",
        "concept": "FACT A1234",
        "spei_reference": "0000123",
    }


def test_a_name_without_a_legal_form_is_not_guessed():
    assert said(BANAMEX.format("FULANO DE TAL FACT A1234")) == {
        "counterparty_bank_code": "072",
        "spei_reference": "0000123",
    }


@pytest.mark.parametrize("text", [BANORTE_RECEIVED, BANREGIO, f"{BBVA} 00{CLABE} {KEY} CLIENTE"])
def test_a_clabe_with_a_wrong_check_digit_is_none_and_the_rest_stays(text):
    right, wrong = fields(text), fields(text.replace(CLABE, WRONG))
    assert right.pop("counterparty_clabe") == CLABE
    assert wrong.pop("counterparty_clabe") is None
    bank = wrong["counterparty_bank_code"]
    assert bank == ("072" if text.startswith(BBVA) else "012")
    assert wrong | {"counterparty_bank_code": "012"} == right


@pytest.mark.parametrize("text", [None, "", "COMISION", "DEPOSITO EN EFECTIVO", "PAGO TARJETA 072"])
def test_a_text_that_says_nothing_gives_nothing(text):
    assert said(text) == {}


def test_the_key_of_a_zone_is_its_longest_word_wherever_it_stands():
    texts = [
        f"X 123 EKU9003173C9 {KEY} 072",
        f"{KEY}   012345678901234567 EKU9003173C9",
        "SIN CLAVE",
        None,
    ]
    frame = pl.DataFrame({"zone": texts}).select(**zone_fields(pl.col("zone")))
    assert frame["tracking_key"].to_list() == [KEY, KEY, None, None]
    assert frame["counterparty_rfc"].to_list() == ["EKU9003173C9", "EKU9003173C9", None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BBVA, "spei_in"),
        (BANORTE_RECEIVED, "spei_in"),
        (BANREGIO, "spei_in"),
        (BANAMEX.format("X"), "spei_in"),
        ("SPEI DEVUELTOBANORTE/0086647893 072", "spei_return"),
        ("DEV.SPEI", "spei_return"),
        ("Devolución de SPEI", "spei_return"),
        ("SPEI RECIBIDO, CONCEPTO: COMISION POR VENTAS", "spei_in"),
        ("SPEI RECIBIDO, CONCEPTO: TRASPASO ENTRE CUENTAS", "spei_in"),
        ("COMISION SPEI", "fee"),
        ("COM SPEI ENVIADO", "fee"),
        ("COMISIÓN CHEQUE DEVUELTO", "fee"),
        ("IVA COMISION SPEI", "fee_tax"),
        ("I.V.A. ORDEN DE PAGO SPEI", "fee_tax"),
        ("COBRO IVA DE COMISION", "fee_tax"),
        ("PAGO DE INTERESES", "interest"),
        ("INTERES GANADO", "interest"),
        ("DEPOSITO EN EFECTIVO", "cash"),
        ("RETIRO CAJERO AUTOMATICO", "cash"),
        ("DEPOSITO SALVO BUEN COBRO", "cheque_provisional"),
        ("DEP CHEQUE S.B.C.", "cheque_provisional"),
        ("CHEQUE DEVUELTO", "returned_cheque"),
        ("DEVOLUCION DE CHEQUE 123", "returned_cheque"),
        ("CHEQUE PAGADO 123", "cheque"),
        ("TRASPASO ENTRE CUENTAS", "own_transfer"),
        ("TRASPASO CUENTAS PROPIAS", "own_transfer"),
        ("COMPRA OFICINA", "other"),
        ("COMPENSACION", "other"),
        (None, "other"),
    ],
)
def test_the_kind_of_a_movement_is_in_its_text(text, expected):
    assert kind(text) == expected
    assert expected in KINDS


def test_a_transfer_against_its_own_direction_is_a_return():
    assert kind("SPEI ENVIADO BAJIO", is_deposit=False) == "spei_out"
    assert kind("SPEI ENVIADO BAJIO", is_deposit=True) == "spei_return"
    assert kind(BBVA, is_deposit=False) == "spei_return"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("NCHG", "fee"),
        ("SRVCHG", "fee"),
        ("PMNT-RCDT-CHRG", "fee"),
        ("NINT", "interest"),
        ("NCHK", "cheque"),
        ("PMNT-RCHQ-UPCQ", "returned_cheque"),
        ("ATM", "cash"),
        ("NTRF/RD", "spei_return"),
        ("PMNT-ICDT-ESCT/RVSL", "spei_return"),
        ("NTRF", "other"),
    ],
)
def test_the_bank_s_code_tells_the_kind_where_the_text_does_not(code, expected):
    assert kind("X", code=code) == expected
    assert kind("COMISION", code=code) == "fee"
