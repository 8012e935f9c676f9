-- What a person decided of a deposit, or of cash that the ERP holds unapplied; lines without a decision are not here.
with booked as (
    {{ booked_customers() }}
)

select
    concat(decisions.receipt_code, '/', cast(decisions.line_number as varchar)) as match_decision_id,
    decisions.receipt_code as receipt_id,
    cast(decisions.line_number as integer) as line_number,
    decisions.decision_code,
    customers.customer_id,
    decisions.document_number,
    cast(decisions.paid_amount as decimal(18, 2)) as paid_amount,
    decisions.decided_date
from {{ ref('stg_books__match_decisions') }} as decisions
inner join {{ ref('dim_run_parameters') }} as run on decisions.decided_date <= run.as_of_date
left join booked as customers on upper(decisions.customer_code) = customers.customer_code
where decisions.decision_code is not null
