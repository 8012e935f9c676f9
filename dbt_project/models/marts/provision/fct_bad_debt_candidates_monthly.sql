-- Items a year in default, with the principal of all that their debtor owes in UDIs and the evidence that is not
-- on file. Interest is no principal: charges for late interest are left out.
with terms as (
    select
        periods.period_month,
        periods.as_of_date,
        max(case when terms.term_code = 'bad_debt_limit_udi' then terms.term_value end) as limit_udi,
        max(case when terms.term_code = 'bad_debt_default_months' then cast(terms.term_value as integer) end)
            as default_months
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('policy_legal_terms') }} as terms
        on {{ in_force('terms', 'periods.as_of_date') }}
    group by 1, 2
),

-- Default begins on the day after the due date.
items as (
    select
        items.*,
        customers.legal_entity_id,
        upper(customers.customer_code) as customer_code,
        terms.limit_udi,
        cast({{ dbt.dateadd('day', 1, 'items.due_date') }} as date) as default_date,
        cast(
            {{ dbt.dateadd('month', 'terms.default_months', dbt.dateadd('day', 1, 'items.due_date')) }} as date
        ) as year_complete_date
    from {{ ref('fct_open_items_monthly') }} as items
    inner join terms
        on items.period_month = terms.period_month
    inner join {{ ref('dim_customers') }} as customers
        on items.customer_id = customers.customer_id
    where items.class_code <> 'late_interest' and items.open_amount > 0
),

candidates as (
    select * from items
    where year_complete_date <= as_of_date
),

debtors as (
    select distinct
        period_month,
        legal_entity_id
    from candidates
),

-- What was open of an item on the day it fell due; of one that is not due yet, what is open.
principals as (
    select
        items.period_month,
        items.legal_entity_id,
        items.currency_code,
        least(items.due_date, items.as_of_date) as valued_date,
        case
            when items.bucket_number = 0 then items.open_amount
            else coalesce(spans.open_amount, items.original_amount)
        end as principal_amount
    from items
    inner join debtors
        on items.period_month = debtors.period_month and items.legal_entity_id = debtors.legal_entity_id
    left join {{ ref('fct_open_item_spans') }} as spans
        on
            items.charge_id = spans.charge_id
            and items.installment_number = spans.installment_number
            and items.due_date >= spans.from_date
            and items.due_date < spans.until_date
),

-- Rates and UDIs are in pesos, which have no rate.
pesos as (
    select
        'MXN' as currency_code,
        cast(1 as decimal(18, 6)) as rate
),

totals as (
    select
        principals.period_month,
        principals.legal_entity_id,
        case
            when count(*) = count(udis.exchange_rate * coalesce(rates.exchange_rate, pesos.rate))
                then {{ total(ratio(
                    'principals.principal_amount * coalesce(rates.exchange_rate, pesos.rate)', 'udis.exchange_rate', 2
                )) }}
        end as debtor_principal_udi
    from principals
    left join pesos
        on principals.currency_code = pesos.currency_code
    left join {{ ref('fct_exchange_rates_by_purpose') }} as rates
        on
            principals.currency_code = rates.currency_code
            and principals.valued_date = rates.rate_date
            and rates.purpose_code = 'tax'
    left join {{ ref('fct_exchange_rates_by_purpose') }} as udis
        on
            principals.valued_date = udis.rate_date
            and udis.currency_code = 'MXV'
            and udis.purpose_code = 'tax'
    group by 1, 2
),

vouchers as (
    select distinct document_id
    from {{ ref('fct_document_uuids') }}
    where voucher_id is not null and voucher_cancelled_date is null
),

contacts as (
    select
        upper(customer_code) as customer_code,
        event_date
    from {{ ref('stg_books__collection_events') }}
    where kind_code in ('call', 'email', 'message', 'visit', 'promise')
    group by 1, 2
),

collected as (
    select
        candidates.period_month,
        candidates.charge_id,
        candidates.installment_number
    from candidates
    inner join contacts
        on
            candidates.customer_code = contacts.customer_code
            and contacts.event_date between candidates.default_date and candidates.as_of_date
    group by 1, 2, 3
),

approvals as (
    select
        upper(customer_code) as customer_code,
        document_number,
        min(approved_date) as approved_date,
        min(case when reason_code = 'court_resolution' then approved_date end) as resolved_date
    from {{ ref('stg_books__approvals') }}
    where kind_code = 'write_off' and decision_code = 'approved'
    group by 1, 2
),

proven as (
    select
        candidates.*,
        totals.debtor_principal_udi,
        case
            when totals.debtor_principal_udi is null or candidates.limit_udi is null then 'principal_unknown'
            when totals.debtor_principal_udi <= candidates.limit_udi then 'within_limit'
            else 'over_limit'
        end as case_code,
        vouchers.document_id is not null as has_voucher,
        collected.charge_id is not null as has_collection_efforts,
        coalesce(approvals.approved_date <= candidates.as_of_date, false) as has_write_off_approval,
        coalesce(approvals.resolved_date <= candidates.as_of_date, false) as has_final_resolution,
        approvals.resolved_date
    from candidates
    inner join totals
        on candidates.period_month = totals.period_month and candidates.legal_entity_id = totals.legal_entity_id
    left join vouchers
        on candidates.charge_id = vouchers.document_id
    left join collected
        on
            candidates.period_month = collected.period_month
            and candidates.charge_id = collected.charge_id
            and candidates.installment_number = collected.installment_number
    left join approvals
        on
            candidates.customer_code = approvals.customer_code
            and candidates.document_number = approvals.document_number
)

select
    proven.period_month,
    proven.as_of_date,
    proven.charge_id,
    proven.installment_number,
    proven.customer_id,
    proven.legal_entity_id,
    proven.due_date,
    proven.default_date,
    proven.year_complete_date,
    proven.past_due_days,
    proven.currency_code,
    proven.open_amount,
    proven.open_amount_mxn,
    -- VAT was never income: what may be deducted is the rest, at the rate at which it was income.
    {{ prorated('proven.open_amount_mxn', 'charges.amount - charges.tax_amount', 'charges.amount') }}
        as deductible_amount_mxn,
    case when charges.tax_amount = 0 then 'charge_without_vat' else 'of_the_charge' end as vat_basis_code,
    proven.debtor_principal_udi,
    proven.case_code,
    proven.has_voucher,
    proven.has_collection_efforts,
    proven.has_write_off_approval,
    proven.has_final_resolution,
    -- The notice to the debtor is in no book, so it is always asked for.
    'debtor_notice'
    || case when proven.has_voucher then '' else ',voucher' end
    || case when proven.has_collection_efforts then '' else ',collection_efforts' end
    || case when proven.has_write_off_approval then '' else ',write_off_approval' end
    || case
        when proven.case_code <> 'within_limit' and not proven.has_final_resolution then ',final_resolution' else ''
    end
        as missing_evidence_codes,
    -- It is uncollectible in the month in which the year completes, or a court rules; until then, in this year at best.
    cast(
        extract(
            year from case
                when proven.case_code = 'within_limit' then proven.year_complete_date
                when proven.has_final_resolution then proven.resolved_date
                else proven.as_of_date
            end
        ) as integer
    ) + 1 as informed_year
from proven
inner join {{ ref('fct_charges') }} as charges
    on proven.charge_id = charges.charge_id
