{# The controls that are compared, each by the model ctl_<code>. A test holds them against policy_controls. #}
{% macro control_codes() -%}
    {{ return([
        'sources_delivered', 'files_accepted', 'file_counts_close', 'quarantine_empty', 'raw_to_marts',
        'concepts_classified', 'aging_ties_to_ledger', 'erp_balance', 'rollforward_ties',
        'charges_not_overapplied', 'credits_not_overapplied', 'bank_chain', 'foreign_rates', 'printed_reports',
    ]) }}
{%- endmacro %}
