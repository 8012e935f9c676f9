-- Money and credit memos that the ERP holds unapplied while their customer owes: what could be applied today.
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
)

select
    credits.entry_id,
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    customers.customer_code,
    customers.customer_name,
    credits.credit_number,
    credits.class_code,
    credits.credit_date,
    cast({{ dbt.datediff('credits.credit_date', 'run.as_of_date', 'day') }} as integer) as age_days,
    credits.currency_code,
    credits.unapplied_amount,
    cast(owed.open_amount as decimal(18, 2)) as open_amount,
    cast(
        case when credits.unapplied_amount <= owed.open_amount then credits.unapplied_amount else owed.open_amount end
        as decimal(18, 2)
    ) as applicable_amount,
    owed.oldest_due_date,
    results.tier_code,
    results.rule_code,
    results.confidence,
    results.applied_amount as proposed_amount
from {{ ref('fct_unapplied_credit_spans') }} as credits
inner join run on credits.from_date <= run.as_of_date and credits.until_date > run.as_of_date
inner join {{ ref('dim_customers') }} as customers on credits.customer_id = customers.customer_id
inner join owed
    on customers.legal_entity_id = owed.legal_entity_id and credits.currency_code = owed.currency_code
left join {{ ref('fct_match_results') }} as results on results.receipt_id = concat('C-', credits.entry_id)
where owed.open_amount > 0
