-- What the ERP's own procedures say is open of each charge on a day = the charge less what was applied by then.
-- A charge that is open here and missing there differs where the list has the customer at all: it may be printed for
-- some customers only.
with documents as (
    select
        documents.document_id,
        documents.document_number,
        documents.concept_id,
        concepts.concept_key,
        upper(trim(concepts.concept_short_name)) as concept_short_key,
        upper(trim(concepts.concept_name)) as concept_name_key
    from {{ ref('stg_microsip__documents') }} as documents
    left join {{ ref('stg_microsip__concepts') }} as concepts
        on documents.concept_id = concepts.concept_id
    where documents.nature_code = 'C'
),

listed as (
    select
        theirs.balance_date,
        theirs.concept_text || '/' || theirs.document_number as listed_id,
        coalesce(theirs.document_id, min(documents.document_id)) as charge_id,
        theirs.balance_amount
    from {{ ref('stg_microsip__charge_balances') }} as theirs
    left join documents
        on
            theirs.document_id is null
            and theirs.document_number = documents.document_number
            and theirs.concept_text in (
                documents.concept_key, documents.concept_name_key, documents.concept_short_key,
                substr(documents.concept_id, 3)
            )
    group by theirs.balance_date, theirs.concept_text, theirs.document_number, theirs.document_id, theirs.balance_amount
),

listed_customers as (
    select distinct
        listed.balance_date,
        charges.customer_id
    from listed
    inner join {{ ref('fct_charges') }} as charges on listed.charge_id = charges.charge_id
),

ours as (
    select
        listed_customers.balance_date,
        charges.charge_id,
        charges.currency_code,
        min(charges.amount) - coalesce(sum(applications.applied_amount), 0) as balance_amount
    from listed_customers
    inner join {{ ref('fct_charges') }} as charges
        on
            listed_customers.customer_id = charges.customer_id
            and listed_customers.balance_date >= charges.charge_date
    left join {{ ref('fct_applications') }} as applications
        on
            charges.charge_id = applications.charge_id
            and listed_customers.balance_date >= applications.effective_date
    group by listed_customers.balance_date, charges.charge_id, charges.currency_code
),

comparison as (
    select
        cast({{ dbt.date_trunc('month', 'coalesce(listed.balance_date, ours.balance_date)') }} as date)
            as period_month,
        'charge' as subject_type_code,
        coalesce(listed.charge_id, listed.listed_id, ours.charge_id) as subject_id,
        ours.currency_code,
        coalesce(listed.balance_amount, 0) as expected_amount,
        coalesce(ours.balance_amount, 0) as actual_amount
    from listed
    full outer join ours
        on listed.balance_date = ours.balance_date and listed.charge_id = ours.charge_id
)

{{ compared('charge_balances', 'comparison') }}
