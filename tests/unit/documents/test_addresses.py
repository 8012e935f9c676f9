"""What is an e-mail address and what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents.addresses import addresses_in, is_address


@pytest.mark.parametrize(
    "typed",
    [
        "pagos@cliente.example\nBcc: otro@malo.example",
        "pagos@cliente.example\r\n",
        "pagos @cliente.example",
        "pagos@cliente",
        "@cliente.example",
        "pagos@@cliente.example",
        '"pagos"@cliente.example',
        "Pagos <pagos@cliente.example>",
        "pagos@-cliente.example",
        "pagós@cliente.example",
        "a" * 65 + "@cliente.example",
        "",
    ],
)
def test_what_could_forge_a_header_or_is_no_mailbox_is_no_address(typed: str) -> None:
    assert not is_address(typed)


@settings(max_examples=25)
@given(st.text("ab@.\r\n", max_size=8), st.sampled_from('\r\n\0<>,;: \t"()'))
def test_no_address_holds_a_character_that_ends_or_parts_a_header(text: str, bad: str) -> None:
    assert not is_address(f"a{text}{bad}@cliente.example")


def test_several_addresses_of_a_customer_are_told_apart_each_once_and_bad_ones_counted() -> None:
    typed = ["pagos@a.example; COMPRAS@a.example", "Pagos@a.example, sin correo"]
    assert addresses_in(typed) == (("pagos@a.example", "COMPRAS@a.example"), 1)


def test_a_line_end_within_an_address_makes_it_none_and_the_others_stay() -> None:
    assert addresses_in(["a@b.example\nBcc: c@d.example; e@f.example"]) == (("e@f.example",), 1)
