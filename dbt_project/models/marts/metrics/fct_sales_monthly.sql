-- Credit sales with tax, as the receivable is; credit memos beside them, never netted in silence.
select
    period_month,
    customer_id,
    currency_code,
    {{ total('case when is_sale then amount else 0 end') }} as sales_amount,
    {{ total('case when is_sale then tax_amount else 0 end') }} as sales_tax_amount,
    {{ total('case when is_sale then amount_mxn else 0 end') }} as sales_amount_mxn,
    {{ total("case when rollforward_code = 'credit_memos' then amount else 0 end") }} as credit_memos_amount,
    {{ total("case when rollforward_code = 'credit_memos' then amount_mxn else 0 end") }} as credit_memos_amount_mxn,
    cast(count(distinct case when is_sale then document_id end) as integer) as sales_document_count
from {{ ref('fct_ledger_entries') }}
where entry_date <= (select max(periods.as_of_date) from {{ ref('int_periods') }} as periods)
group by period_month, customer_id, currency_code
having
    sum(case when is_sale then 1 else 0 end) > 0
    or sum(case when rollforward_code = 'credit_memos' then 1 else 0 end) > 0
