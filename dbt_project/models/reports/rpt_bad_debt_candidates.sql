select
    candidates.period_month,
    candidates.as_of_date,
    candidates.customer_id,
    customers.customer_code,
    customers.customer_name,
    candidates.legal_entity_id,
    candidates.charge_id as document_id,
    charges.document_number,
    candidates.installment_number,
    candidates.due_date,
    candidates.year_complete_date,
    candidates.past_due_days,
    candidates.currency_code,
    candidates.open_amount,
    candidates.open_amount_mxn,
    candidates.deductible_amount_mxn,
    candidates.vat_basis_code,
    candidates.debtor_principal_udi,
    candidates.case_code,
    candidates.missing_evidence_codes,
    candidates.informed_year
from {{ ref('fct_bad_debt_candidates_monthly') }} as candidates
inner join {{ ref('fct_charges') }} as charges
    on candidates.charge_id = charges.charge_id
left join {{ ref('dim_customers') }} as customers
    on candidates.customer_id = customers.customer_id
