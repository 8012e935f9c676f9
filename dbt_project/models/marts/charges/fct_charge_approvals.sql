-- What was decided of each proposal to charge, split into charge and tax, and the charge of the ledger by which it was
-- posted: the first of that customer, class and amount since, one for one.
with decisions as (
    select
        approvals.approval_number,
        approvals.kind_code,
        approvals.decision_code,
        approvals.document_number,
        approvals.currency_code,
        approvals.approved_amount,
        approvals.approver_name,
        approvals.approved_date,
        kinds.posted_class_code,
        kinds.vat_percent,
        upper(trim(approvals.customer_code)) as customer_key,
        upper(trim(approvals.document_number)) as document_key
    from {{ ref('stg_books__approvals') }} as approvals
    inner join {{ ref('policy_additional_charges') }} as kinds
        on
            approvals.kind_code = kinds.kind_code
            and {{ in_force('kinds', 'approvals.approved_date') }}
),

-- A code and folio that two documents share say which of them for neither.
documents as (
    select
        upper(trim(customers.customer_code)) as customer_key,
        upper(trim(charges.document_number)) as document_key,
        min(charges.charge_id) as document_id,
        min(charges.customer_id) as customer_id,
        min(charges.amount) as amount,
        min(charges.tax_amount) as tax_amount
    from {{ ref('fct_charges') }} as charges
    inner join {{ ref('dim_customers') }} as customers
        on charges.customer_id = customers.customer_id
    group by 1, 2
    having count(*) = 1
),

parted as (
    select
        decisions.*,
        documents.document_id,
        documents.customer_id,
        case
            when decisions.vat_percent is null
                then {{ prorated('decisions.approved_amount', 'documents.tax_amount', 'documents.amount') }}
            else {{ prorated('decisions.approved_amount', 'decisions.vat_percent', '100 + decisions.vat_percent') }}
        end as vat_amount,
        row_number() over (
            partition by
                decisions.decision_code, documents.customer_id, decisions.posted_class_code,
                decisions.currency_code, decisions.approved_amount
            order by decisions.approved_date, decisions.approval_number
        ) as place_number,
        min(decisions.approved_date) over (
            partition by
                decisions.decision_code, documents.customer_id, decisions.posted_class_code,
                decisions.currency_code, decisions.approved_amount
        ) as first_date
    from decisions
    left join documents
        on
            decisions.customer_key = documents.customer_key
            and decisions.document_key = documents.document_key
),

wanted as (
    select distinct
        customer_id,
        posted_class_code,
        currency_code,
        approved_amount,
        first_date
    from parted
    where decision_code = 'approved'
),

postings as (
    select
        charges.charge_id,
        charges.charge_date,
        charges.customer_id,
        charges.class_code,
        charges.currency_code,
        charges.amount,
        row_number() over (
            partition by charges.customer_id, charges.class_code, charges.currency_code, charges.amount
            order by charges.charge_date, charges.charge_id
        ) as place_number
    from {{ ref('fct_charges') }} as charges
    inner join wanted
        on
            charges.customer_id = wanted.customer_id
            and charges.class_code = wanted.posted_class_code
            and charges.currency_code = wanted.currency_code
            and charges.amount = wanted.approved_amount
            and charges.charge_date >= wanted.first_date
)

select
    parted.approval_number,
    parted.kind_code,
    parted.decision_code,
    parted.customer_id,
    parted.document_id,
    parted.document_number,
    parted.currency_code,
    parted.approved_amount,
    cast(parted.approved_amount - parted.vat_amount as decimal(18, 2)) as net_amount,
    parted.vat_amount,
    parted.approver_name,
    parted.approved_date,
    parted.posted_class_code,
    postings.charge_id as posted_charge_id,
    postings.charge_date as posted_date
from parted
left join postings
    on
        parted.decision_code = 'approved'
        and parted.customer_id = postings.customer_id
        and parted.posted_class_code = postings.class_code
        and parted.currency_code = postings.currency_code
        and parted.approved_amount = postings.amount
        and parted.place_number = postings.place_number
