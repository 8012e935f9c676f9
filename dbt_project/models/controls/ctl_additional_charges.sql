-- What was approved is charge and tax of a document there is, and is posted once: another charge of the same customer,
-- class and amount since then has no approval.
with approved as (
    select
        approval_number,
        customer_id,
        posted_class_code,
        currency_code,
        approved_amount,
        net_amount,
        vat_amount,
        approved_date,
        document_id,
        posted_charge_id,
        min(approved_date) over (
            partition by customer_id, posted_class_code, currency_code, approved_amount
        ) as first_date
    from {{ ref('fct_charge_approvals') }}
    where decision_code = 'approved'
),

wanted as (
    select distinct
        customer_id,
        posted_class_code,
        currency_code,
        approved_amount,
        first_date
    from approved
),

comparison as (
    select
        cast({{ dbt.date_trunc('month', 'approved_date') }} as date) as period_month,
        'approval' as subject_type_code,
        approval_number as subject_id,
        currency_code,
        approved_amount as expected_amount,
        case when document_id is null then 0 else net_amount + vat_amount end as actual_amount
    from approved
    union all
    select
        charges.period_month,
        'document' as subject_type_code,
        charges.charge_id as subject_id,
        charges.currency_code,
        case when approved.posted_charge_id is null then 0 else charges.amount end as expected_amount,
        charges.amount as actual_amount
    from {{ ref('fct_charges') }} as charges
    inner join wanted
        on
            charges.customer_id = wanted.customer_id
            and charges.class_code = wanted.posted_class_code
            and charges.currency_code = wanted.currency_code
            and charges.amount = wanted.approved_amount
            and charges.charge_date >= wanted.first_date
    left join approved
        on charges.charge_id = approved.posted_charge_id
)

{{ compared('additional_charges', 'comparison') }}
