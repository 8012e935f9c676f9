-- What is paid short or over of each item, and why: a cause of policy, a part that stays open, or money left over.
with lines as (
    select
        applications.*,
        results.receipt_date
    from {{ ref('fct_match_applications') }} as applications
    inner join {{ ref('fct_match_results') }} as results on applications.receipt_id = results.receipt_id
    where applications.is_proposed
),

found as (
    select
        receipt_id,
        item_id,
        document_number,
        customer_id,
        receipt_date,
        tier_code,
        coalesce(difference_code, 'unknown') as cause_code,
        currency_code,
        applied_amount,
        difference_amount
    from lines
    where difference_amount <> 0
    union all
    select
        receipt_id,
        item_id,
        document_number,
        customer_id,
        receipt_date,
        tier_code,
        coalesce(difference_code, 'partial') as cause_code,
        item_currency_code as currency_code,
        applied_amount,
        left_open_amount as difference_amount
    from lines
    where left_open_amount <> 0 and difference_amount = 0
    union all
    select
        receipt_id,
        null as item_id,
        null as document_number,
        null as customer_id,
        receipt_date,
        tier_code,
        case when disposition_code = 'apply' then 'over_payment' else disposition_code end as cause_code,
        currency_code,
        applied_amount,
        unapplied_amount as difference_amount
    from {{ ref('fct_match_results') }}
    where unapplied_amount <> 0 and applied_amount <> 0
)

select
    concat(found.receipt_id, '/', found.cause_code, '/', coalesce(found.item_id, '')) as match_difference_id,
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    found.cause_code,
    found.receipt_id,
    found.receipt_date,
    found.tier_code,
    found.document_number,
    customers.customer_code,
    customers.customer_name,
    found.currency_code,
    found.applied_amount,
    cast(found.difference_amount as decimal(18, 2)) as difference_amount
from found
inner join {{ ref('dim_run_parameters') }} as run on found.receipt_date <= run.as_of_date
left join {{ ref('dim_customers') }} as customers on found.customer_id = customers.customer_id
