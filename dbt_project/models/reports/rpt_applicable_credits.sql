-- Money and credit memos that the ERP holds unapplied while their customer owes: what could be applied today, the
-- oldest credit first: what one pays the next cannot.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

owed as (
    select
        customers.legal_entity_id,
        items.currency_code,
        sum(items.open_amount) as open_amount,
        min(items.due_date) as oldest_due_date
    from {{ ref('fct_open_item_spans') }} as items
    inner join run on items.from_date <= run.as_of_date and items.until_date > run.as_of_date
    inner join {{ ref('dim_customers') }} as customers on items.customer_id = customers.customer_id
    group by customers.legal_entity_id, items.currency_code
),

credits as (
    select
        spans.*,
        customers.customer_code,
        customers.customer_name,
        owed.open_amount,
        owed.oldest_due_date,
        sum(spans.unapplied_amount) over (
            partition by customers.legal_entity_id, spans.currency_code
            order by spans.credit_date, spans.entry_id
        ) - spans.unapplied_amount as earlier_amount
    from {{ ref('fct_unapplied_credit_spans') }} as spans
    inner join run on spans.from_date <= run.as_of_date and spans.until_date > run.as_of_date
    inner join {{ ref('dim_customers') }} as customers on spans.customer_id = customers.customer_id
    inner join owed
        on customers.legal_entity_id = owed.legal_entity_id and spans.currency_code = owed.currency_code
    where owed.open_amount > 0
)

select
    credits.entry_id,
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    credits.customer_code,
    credits.customer_name,
    credits.credit_number,
    credits.class_code,
    credits.credit_date,
    cast({{ dbt.datediff('credits.credit_date', 'run.as_of_date', 'day') }} as integer) as age_days,
    credits.currency_code,
    credits.unapplied_amount,
    cast(credits.open_amount as decimal(18, 2)) as open_amount,
    cast(
        greatest(least(credits.unapplied_amount, credits.open_amount - credits.earlier_amount), 0) as decimal(18, 2)
    ) as applicable_amount,
    credits.oldest_due_date,
    results.tier_code,
    results.rule_code,
    results.confidence,
    results.applied_amount as proposed_amount
from credits
inner join run on credits.from_date <= run.as_of_date
left join {{ ref('fct_match_results') }} as results on results.receipt_id = concat('C-', credits.entry_id)
