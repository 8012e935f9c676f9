{# The formulas of the metrics, their one home. Each is base_days + numerator / denominator x days, over
   the columns of spanned_inputs (kpis.sql); `formula` says the same in words and stands on every row.
   `empty` is the reason for which there is no value where the denominator is not above zero,
   `needs_start` that the balance before the span must be known. DSO, best possible DSO and CEI after
   the Credit Research Foundation; the count-back DSO's own row comes from dso_countback.sql.

   Flows are added up over the span; balances at one day (shares, concentration, roll rates) over its
   month-ends, so that a span of several months gives their weighted average. #}
{% macro kpi_formulas() -%}
    {%- set formulas = [
        {'code': 'dso_ending', 'empty': 'no_sales', 'days': 'span_days',
         'numerator': 'open_amount', 'denominator': 'sales_amount',
         'formula': 'open / sales x days'},
        {'code': 'dso_average', 'empty': 'no_sales', 'days': 'span_days', 'needs_start': true,
         'numerator': cents('(start_open_amount + open_amount) * 0.5'), 'denominator': 'sales_amount',
         'formula': '(open_start + open) / 2 / sales x days'},
        {'code': 'dso_best_possible', 'empty': 'no_sales', 'days': 'span_days',
         'numerator': 'bucket_0_amount', 'denominator': 'sales_amount',
         'formula': 'not_due / sales x days'},
        {'code': 'average_days_delinquent', 'empty': 'no_sales', 'days': 'span_days',
         'numerator': 'overdue_amount', 'denominator': 'sales_amount',
         'formula': 'dso_ending - dso_best_possible'},
        {'code': 'receivables_turnover', 'empty': 'nothing_open', 'days': '1', 'needs_start': true,
         'numerator': 'sales_amount', 'denominator': cents('(start_open_amount + open_amount) * 0.5'),
         'formula': 'sales / ((open_start + open) / 2)'},
        {'code': 'collection_effectiveness_index', 'empty': 'nothing_to_collect', 'days': '100', 'needs_start': true,
         'numerator': 'start_open_amount + sales_amount - open_amount',
         'denominator': 'start_open_amount + sales_amount - bucket_0_amount',
         'formula': '(open_start + sales - open) / (open_start + sales - not_due) x 100'},
        {'code': 'collected_of_due', 'empty': 'nothing_due', 'days': '100', 'needs_start': true,
         'numerator': 'receipts_amount', 'denominator': 'start_overdue_amount + fell_due_amount',
         'formula': 'receipts / (overdue_start + fell_due) x 100'},
        {'code': 'days_to_pay_by_count', 'empty': 'nothing_settled', 'days': '1',
         'numerator': 'pay_days_count', 'denominator': 'settled_charge_count',
         'formula': 'sum(settled - charged) / charges_settled'},
        {'code': 'days_to_pay_by_amount', 'empty': 'nothing_settled', 'days': '1',
         'numerator': 'pay_days_weighted_amount', 'denominator': 'settled_amount',
         'formula': 'sum((settled - charged) x amount) / amount_settled'},
        {'code': 'days_late_by_count', 'empty': 'nothing_settled', 'days': '1',
         'numerator': 'late_days_count', 'denominator': 'settled_charge_count',
         'formula': 'sum(settled - due) / charges_settled'},
        {'code': 'days_late_by_amount', 'empty': 'nothing_settled', 'days': '1',
         'numerator': 'late_days_weighted_amount', 'denominator': 'settled_amount',
         'formula': 'sum((settled - due) x amount) / amount_settled'},
        {'code': 'overdue_share', 'empty': 'nothing_open', 'days': '100',
         'numerator': 'overdue_sum', 'denominator': 'open_sum',
         'formula': 'overdue / open x 100'},
        {'code': 'over_90_share', 'empty': 'nothing_open', 'days': '100',
         'numerator': 'over_90_sum', 'denominator': 'open_sum',
         'formula': 'over_90_days / open x 100'},
        {'code': 'top_10_share', 'empty': 'nothing_open', 'days': '100',
         'numerator': 'top_10_sum', 'denominator': 'open_sum',
         'formula': 'ten_largest_entities / open x 100'},
        {'code': 'concentration_index', 'empty': 'nothing_open', 'days': '10000',
         'numerator': 'size_weighted_sum', 'denominator': 'open_sum',
         'formula': 'sum(entity ^ 2) / open / open x 10000'},
        {'code': 'credit_memo_ratio', 'empty': 'no_sales', 'days': '100',
         'numerator': 'credit_memos_amount', 'denominator': 'sales_amount',
         'formula': 'credit_memos / sales x 100'},
        {'code': 'write_off_ratio', 'empty': 'no_sales', 'days': '100',
         'numerator': 'write_offs_amount', 'denominator': 'sales_amount',
         'formula': 'write_offs / sales x 100'},
    ] -%}
    {%- for number in range(5) -%}
        {%- do formulas.append({
            'code': 'roll_rate_' ~ number, 'empty': 'nothing_in_bucket', 'days': '100', 'needs_start': true,
            'numerator': 'rolled_' ~ number ~ '_sum', 'denominator': 'from_bucket_' ~ number ~ '_sum',
            'formula': 'bucket_' ~ number ~ '_now_in_a_later_one / bucket_' ~ number ~ '_a_month_before x 100',
        }) -%}
    {%- endfor -%}
    {{ return(formulas) }}
{%- endmacro %}
