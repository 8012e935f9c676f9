-- What may be charged besides the invoices, one row a document: less what was approved or rejected of it before, so
-- that nothing is proposed twice. A proposal; nothing is posted.
with accrued as (
    select
        interest.period_month,
        interest.as_of_date,
        'late_interest' as kind_code,
        min(interest.rate_basis_code) as basis_code,
        interest.document_id,
        max(interest.past_due_days) as past_due_days,
        interest.currency_code,
        sum(interest.open_amount) as base_amount,
        max(interest.interest_percent) as charge_percent,
        sum(interest.interest_amount) as net_amount,
        sum(interest.vat_amount) as vat_amount
    from {{ ref('rpt_moratory_interest') }} as interest
    group by 1, 2, 3, 5, 7
    union all
    select
        periods.period_month,
        periods.as_of_date,
        'cheque_indemnity' as kind_code,
        'legal' as basis_code,
        cheques.charge_id as document_id,
        {{ dbt.datediff('cheques.charge_date', 'periods.as_of_date', 'day') }} as past_due_days,
        cheques.currency_code,
        cheques.amount as base_amount,
        kinds.charge_percent,
        {{ prorated('cheques.amount', 'kinds.charge_percent', '100') }} as net_amount,
        {{ prorated(prorated('cheques.amount', 'kinds.charge_percent', '100'), 'kinds.vat_percent', '100') }}
            as vat_amount
    from {{ ref('fct_charges') }} as cheques
    inner join {{ ref('dim_periods') }} as periods
        on cheques.charge_date <= periods.as_of_date
    inner join {{ ref('policy_additional_charges') }} as kinds
        on
            kinds.kind_code = 'cheque_indemnity'
            and {{ in_force('kinds', 'periods.as_of_date') }}
            and {{ dbt.datediff('cheques.charge_date', 'periods.as_of_date', 'day') }} <= kinds.until_days
    where cheques.class_code = 'returned_cheque'
    union all
    select
        items.period_month,
        items.as_of_date,
        'collection_charge' as kind_code,
        'agreed' as basis_code,
        items.charge_id as document_id,
        max(items.past_due_days) as past_due_days,
        terms.collection_currency_code as currency_code,
        max(terms.agreed_collection_amount) as base_amount,
        cast(null as decimal(18, 4)) as charge_percent,
        max(terms.agreed_collection_amount) as net_amount,
        max({{ prorated('terms.agreed_collection_amount', 'kinds.vat_percent', '100') }}) as vat_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_interest_terms') }} as terms
        on items.customer_id = terms.customer_id
    inner join {{ ref('policy_additional_charges') }} as kinds
        on
            kinds.kind_code = 'collection_charge'
            and {{ in_force('kinds', 'items.as_of_date') }}
            and items.past_due_days >= kinds.from_days
    where
        items.open_amount > 0
        and items.class_code <> 'late_interest'
        and terms.agreed_collection_amount is not null
    group by 1, 2, 3, 4, 5, 7
),

decided as (
    select
        accrued.period_month,
        accrued.kind_code,
        accrued.document_id,
        sum(case when approvals.decision_code = 'approved' then approvals.approved_amount else 0 end)
            as approved_amount,
        sum(case when approvals.decision_code = 'rejected' then approvals.approved_amount else 0 end)
            as rejected_amount
    from accrued
    inner join {{ ref('fct_charge_approvals') }} as approvals
        on
            accrued.kind_code = approvals.kind_code
            and accrued.document_id = approvals.document_id
            and accrued.currency_code = approvals.currency_code
            and accrued.as_of_date >= approvals.approved_date
    group by 1, 2, 3
),

rest as (
    select
        accrued.*,
        coalesce(decided.approved_amount, 0) as approved_amount,
        coalesce(decided.rejected_amount, 0) as rejected_amount,
        accrued.net_amount + accrued.vat_amount
        - coalesce(decided.approved_amount, 0) - coalesce(decided.rejected_amount, 0) as total_amount
    from accrued
    left join decided
        on
            accrued.period_month = decided.period_month
            and accrued.kind_code = decided.kind_code
            and accrued.document_id = decided.document_id
)

select
    kinds.prefix_code || '-' || replace(cast(rest.as_of_date as varchar), '-', '') || '-' || rest.document_id
        as proposal_number,
    rest.period_month,
    rest.as_of_date,
    rest.kind_code,
    rest.basis_code,
    kinds.basis_es,
    kinds.basis_en,
    charges.customer_id,
    customers.customer_code,
    customers.customer_name,
    rest.document_id,
    charges.document_number,
    rest.past_due_days,
    rest.currency_code,
    cast(rest.base_amount as decimal(18, 2)) as base_amount,
    rest.charge_percent,
    cast(rest.net_amount + rest.vat_amount as decimal(18, 2)) as accrued_amount,
    cast(rest.approved_amount as decimal(18, 2)) as approved_amount,
    cast(rest.rejected_amount as decimal(18, 2)) as rejected_amount,
    cast(
        rest.total_amount
        - {{ prorated('rest.total_amount', 'rest.vat_amount', 'rest.net_amount + rest.vat_amount') }} as decimal(18, 2)
    ) as net_amount,
    {{ prorated('rest.total_amount', 'rest.vat_amount', 'rest.net_amount + rest.vat_amount') }} as vat_amount,
    cast(rest.total_amount as decimal(18, 2)) as total_amount
from rest
inner join {{ ref('policy_additional_charges') }} as kinds
    on
        rest.kind_code = kinds.kind_code
        and {{ in_force('kinds', 'rest.as_of_date') }}
inner join {{ ref('fct_charges') }} as charges
    on rest.document_id = charges.charge_id
inner join {{ ref('dim_customers') }} as customers
    on charges.customer_id = customers.customer_id
where rest.total_amount > 0
