"""The sums that the sheets of provision, bad debts and interest must honour, to the cent.

Belongs here: arithmetic between those frames and the ageing. Checking it is ``broken_sums``.
"""

from pipelines.contracts.sum_rules import Agreement, Identity

STEPS = (
    "exchange_amount_mxn",
    "volume_amount_mxn",
    "mix_amount_mxn",
    "rate_amount_mxn",
    "forward_looking_amount_mxn",
    "overlay_amount_mxn",
    "used_amount_mxn",
)
CARVED_OUT = ("related_amount_mxn", "disputed_amount_mxn", "insured_amount_mxn")

PROVISION_IDENTITIES = (
    Identity(
        "carved_out_and_exposed_are_open",
        "provision",
        (*CARVED_OUT, "exposed_amount_mxn"),
        "closing_amount_mxn",
    ),
    Identity(
        "opening_and_steps",
        "provision_bridge",
        ("opening_amount_mxn", *STEPS),
        "closing_amount_mxn",
    ),
)

PROVISION_AGREEMENTS = (
    Agreement(
        "provision_is_of_the_ageing",
        "provision",
        "aging_by_customer",
        ("currency_code",),
        (("open_amount", "open_amount"),),
    ),
    Agreement(
        "bridge_ends_at_the_provision",
        "provision_bridge",
        "provision",
        ("segment_code", "currency_code"),
        (("closing_amount_mxn", "provision_amount_mxn"),),
    ),
    Agreement(
        "debits_are_credits",
        "provision_journal",
        "provision_journal",
        ("entry_code",),
        (("debit_amount_mxn", "credit_amount_mxn"),),
    ),
)

PROVISION_SUBJECTS = {
    "provision": ("segment", "segment_code"),
    "provision_bridge": ("segment", "segment_code"),
}
