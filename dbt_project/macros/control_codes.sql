{# The controls that are compared, each by the model ctl_<code>. A test holds them against policy_controls. #}
{% macro control_codes() -%}
    {{ return([
        'sources_delivered', 'files_accepted', 'file_counts_close', 'quarantine_empty', 'raw_to_marts',
        'concepts_classified', 'aging_ties_to_ledger', 'erp_balance', 'rollforward_ties',
        'charges_not_overapplied', 'credits_not_overapplied', 'bank_chain', 'foreign_rates', 'printed_reports',
        'closed_months_unchanged',
        'late_movements', 'folios_without_gaps', 'folios_not_repeated', 'documents_not_repeated',
        'documents_dated_on_time', 'items_not_negative', 'applications_within_entity',
        'lines_live_with_header', 'installment_shares', 'general_ledger', 'charge_balances', 'metrics_tie',
        'exposure_ties_to_aging', 'book_customers',
        'provision_covers_aging', 'provision_bridges', 'provision_policies',
        'forecast_ties_to_ledger', 'predictions_beat_rivals', 'overdue_causes_tie', 'desk_entries',
        'additional_charges', 'matches_hold',
    ]) }}
{%- endmacro %}
