-- Simple interest on what is still open, from the day after the due date. Late interest bears none (Código de
-- Comercio 363), and the value-added tax is that of the charge itself. Less than a cent is not asked for.
with terms as (
    select
        periods.period_month,
        max(case when terms.term_code = 'legal_interest_percent' then terms.term_value end) as legal_percent,
        max(case when terms.term_code = 'interest_year_days' then cast(terms.term_value as integer) end) as year_days
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('policy_legal_terms') }} as terms
        on {{ in_force('terms', 'periods.as_of_date') }}
    group by 1
),

charged as (
    select
        items.period_month,
        items.as_of_date,
        items.customer_id,
        customers.customer_code,
        customers.customer_name,
        items.charge_id as document_id,
        items.document_number,
        items.installment_number,
        items.due_date,
        items.past_due_days,
        items.currency_code,
        items.open_amount,
        cast(coalesce(agreed.agreed_interest_percent, terms.legal_percent) as decimal(18, 4)) as interest_percent,
        case when agreed.agreed_interest_percent is null then 'legal' else 'agreed' end as rate_basis_code,
        {{ prorated(
            'items.open_amount',
            'cast(coalesce(agreed.agreed_interest_percent, terms.legal_percent) as decimal(18, 4)) * items.past_due_days',
            'terms.year_days * 100'
        ) }} as interest_amount,
        charges.amount as charge_amount,
        charges.tax_amount as charge_tax_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('fct_charges') }} as charges
        on items.charge_id = charges.charge_id
    left join terms
        on items.period_month = terms.period_month
    left join {{ ref('dim_customers') }} as customers
        on items.customer_id = customers.customer_id
    left join {{ ref('dim_interest_terms') }} as agreed
        on items.customer_id = agreed.customer_id
    where items.bucket_number > 0 and items.class_code <> 'late_interest' and items.open_amount > 0
)

select
    period_month,
    as_of_date,
    customer_id,
    customer_code,
    customer_name,
    document_id,
    document_number,
    installment_number,
    due_date,
    past_due_days,
    currency_code,
    open_amount,
    interest_percent,
    rate_basis_code,
    interest_amount,
    {{ prorated('interest_amount', 'charge_tax_amount', 'charge_amount - charge_tax_amount') }} as vat_amount,
    case when charge_tax_amount = 0 then 'charge_without_vat' else 'of_the_charge' end as vat_basis_code
from charged
where interest_amount > 0
