-- Entries of the desk's books, up to the as-of date, that the ledger does not bear out, each by its number: an invoice
-- that is not the customer's, another currency, more than was open on that day, two plans over one stretch of time.
with booked as (
    {{ booked_customers() }}
),

entries as (
    select
        event_id as entry_id,
        kind_code,
        customer_code,
        document_number,
        currency_code,
        event_date as entry_date,
        coalesce(promised_amount, disputed_amount) as entry_amount
    from {{ ref('stg_books__collection_events') }}
    where kind_code in ('promise', 'dispute')
    union all
    select
        'portal/' || portal_name || '/' || document_number || '/' || cast(attempt_number as varchar) as entry_id,
        'portal' as kind_code,
        customer_code,
        document_number,
        null as currency_code,
        status_date as entry_date,
        null as entry_amount
    from {{ ref('stg_books__portal_submissions') }}
    union all
    select
        plan_id || '/' || cast(installment_number as varchar) as entry_id,
        'plan' as kind_code,
        customer_code,
        document_number,
        currency_code,
        agreed_date as entry_date,
        installment_amount as entry_amount
    from {{ ref('stg_books__plan_installments') }}
    where status_code = 'active'
),

applied as (
    select
        charge_id,
        effective_date,
        sum(applied_amount) as applied_amount
    from {{ ref('fct_applications') }}
    group by charge_id, effective_date
),

-- By folio or, where none is named, by the customer alone: then only its currency can be wrong.
found as (
    select
        entries.entry_id,
        entries.kind_code,
        entries.document_number,
        entries.currency_code,
        entries.entry_amount,
        count(charges.charge_id) as charge_count,
        count(case when charges.currency_code = entries.currency_code then 1 end) as same_currency_count,
        max(case when charges.currency_code = entries.currency_code then charges.amount - (
            select coalesce(sum(applied.applied_amount), 0)
            from applied
            where applied.charge_id = charges.charge_id and applied.effective_date <= entries.entry_date
        ) end) as left_amount
    from entries
    inner join {{ ref('dim_run_parameters') }} as run on entries.entry_date <= run.as_of_date
    inner join booked on upper(entries.customer_code) = booked.customer_code
    inner join {{ ref('dim_customers') }} as customers on booked.legal_entity_id = customers.legal_entity_id
    left join {{ ref('fct_charges') }} as charges
        on
            customers.customer_id = charges.customer_id
            and entries.document_number = charges.document_number
    group by
        entries.entry_id, entries.kind_code, entries.document_number, entries.currency_code, entries.entry_amount
),

plans as (
    select
        installments.plan_id,
        customers.legal_entity_id,
        installments.currency_code,
        coalesce(installments.document_number, '') as document_number,
        min(installments.agreed_date) as from_date,
        max(installments.due_date) as to_date
    from {{ ref('stg_books__plan_installments') }} as installments
    inner join booked as customers on upper(installments.customer_code) = customers.customer_code
    where installments.status_code = 'active'
    group by installments.plan_id, customers.legal_entity_id, installments.currency_code, installments.document_number
),

comparison as (
    select
        cast(null as date) as period_month,
        case
            when document_number is not null and charge_count = 0 then kind_code || '_of_unknown_invoice'
            when document_number is not null and same_currency_count = 0 then kind_code || '_in_other_currency'
            else kind_code || '_over_balance'
        end as subject_type_code,
        entry_id as subject_id,
        currency_code,
        0 as expected_amount,
        case
            when document_number is not null and charge_count = 0 then 1
            when document_number is null or currency_code is null then 0
            when same_currency_count = 0 then 1
            when entry_amount > left_amount then 1
            else 0
        end as actual_amount
    from found
    union all
    select
        cast(null as date) as period_month,
        'plan_overlaps' as subject_type_code,
        plans.plan_id as subject_id,
        plans.currency_code,
        0 as expected_amount,
        count(overlapping.plan_id) as actual_amount
    from plans
    left join plans as overlapping
        on
            plans.legal_entity_id = overlapping.legal_entity_id
            and plans.currency_code = overlapping.currency_code
            and plans.document_number = overlapping.document_number
            and plans.plan_id <> overlapping.plan_id
            and plans.from_date <= overlapping.to_date
            and plans.to_date >= overlapping.from_date
    group by plans.plan_id, plans.currency_code
)

{{ compared('desk_entries', 'comparison') }}
