-- What became of each promise, and of each instalment of a payment plan, by an as-of date: told by receipts, never
-- typed in. Known from the day it was made, and for a year after its date. A receipt in time keeps it; what is unpaid
-- falls once the receipt counts, and is never more than is left of its invoice: a credit memo keeps no promise, but
-- what it took off nobody owes.
with booked as (
    {{ booked_customers() }}
),

-- The instalments of a plan are paid one after the other: of each, what the ones before it leave.
said as (
    select
        'promise' as kind_code,
        event_id as promise_id,
        customer_code,
        document_number,
        event_date as made_date,
        promised_date,
        currency_code,
        promised_amount,
        cast(0 as decimal(18, 2)) as earlier_amount
    from {{ ref('stg_books__collection_events') }}
    where kind_code = 'promise'
    union all
    select
        'plan' as kind_code,
        plan_id || '/' || cast(installment_number as varchar) as promise_id,
        customer_code,
        document_number,
        agreed_date as made_date,
        due_date as promised_date,
        currency_code,
        installment_amount as promised_amount,
        cast(
            sum(installment_amount) over (partition by plan_id order by due_date, installment_number)
            - installment_amount as decimal(18, 2)
        ) as earlier_amount
    from {{ ref('stg_books__plan_installments') }}
    where status_code = 'active'
),

promises as (
    select
        said.kind_code,
        said.promise_id,
        customers.legal_entity_id,
        customers.customer_id,
        said.document_number,
        said.made_date,
        said.promised_date,
        cast({{ dbt.dateadd('day', credit_parameter('promise_grace_days'), 'said.promised_date') }} as date)
            as deadline_date,
        said.currency_code,
        said.promised_amount,
        said.earlier_amount
    from said
    inner join booked as customers
        on upper(said.customer_code) = customers.customer_code
),

charges as (
    select
        promises.promise_id,
        min(charges.charge_id) as charge_id
    from promises
    inner join {{ ref('dim_customers') }} as customers
        on promises.legal_entity_id = customers.legal_entity_id
    inner join {{ ref('fct_charges') }} as charges
        on
            customers.customer_id = charges.customer_id
            and promises.document_number = charges.document_number
            and promises.currency_code = charges.currency_code
    group by promises.promise_id
),

placed as (
    select
        promises.*,
        charges.charge_id,
        heads.amount as charge_amount
    from promises
    left join charges on promises.promise_id = charges.promise_id
    left join {{ ref('fct_charges') }} as heads on charges.charge_id = heads.charge_id
),

payments as (
    {{ promise_payments('placed') }}
),

paid as (
    select
        payments.*,
        coalesce(receipts.counts_from_date, payments.paid_date) as counts_from_date
    from payments
    left join {{ ref('fct_receipt_confirmations') }} as receipts
        on payments.credit_id = receipts.receipt_id
),

summed as (
    select
        periods.period_month,
        periods.as_of_date,
        promises.promise_id,
        {{ total('case when paid.paid_date <= promises.deadline_date then paid.paid_amount end') }}
            as paid_in_time_amount,
        {{ total('case when periods.as_of_date >= paid.counts_from_date then paid.paid_amount end') }}
            as paid_amount
    from promises
    inner join {{ ref('dim_periods') }} as periods
        on
            promises.made_date <= periods.as_of_date
            and {{ dbt.datediff('promises.deadline_date', 'periods.as_of_date', 'day') }} <= 365
    left join paid
        on
            promises.promise_id = paid.promise_id
            and promises.made_date <= paid.paid_date
            and periods.as_of_date >= paid.paid_date
    group by periods.period_month, periods.as_of_date, promises.promise_id
),

-- What has been taken off the invoice, by whatever: a receipt once it counts.
settled as (
    select
        summed.period_month,
        summed.promise_id,
        sum(applications.applied_amount) as settled_amount
    from summed
    inner join placed on summed.promise_id = placed.promise_id
    inner join {{ ref('fct_applications') }} as applications
        on placed.charge_id = applications.charge_id and summed.as_of_date >= applications.effective_date
    left join {{ ref('fct_receipt_confirmations') }} as receipts
        on applications.credit_id = receipts.receipt_id
    where summed.as_of_date >= coalesce(receipts.counts_from_date, applications.effective_date)
    group by summed.period_month, summed.promise_id
),

dated as (
    select
        summed.period_month,
        summed.as_of_date,
        summed.promise_id,
        cast(
            case
                when promises.kind_code = 'promise' then summed.paid_in_time_amount
                else
                    greatest(
                        least(summed.paid_in_time_amount - promises.earlier_amount, promises.promised_amount), 0
                    )
            end as decimal(18, 2)
        ) as paid_in_time_amount,
        -- On account and of a plan without an invoice there is no balance that could be less.
        greatest(
            least(
                promises.promised_amount - (summed.paid_amount - promises.earlier_amount),
                promises.promised_amount,
                coalesce(placed.charge_amount - coalesce(settled.settled_amount, 0), promises.promised_amount)
            ), 0
        ) as unpaid_amount
    from summed
    inner join promises on summed.promise_id = promises.promise_id
    inner join placed on summed.promise_id = placed.promise_id
    left join settled on summed.period_month = settled.period_month and summed.promise_id = settled.promise_id
)

select
    dated.as_of_date,
    dated.period_month,
    dated.promise_id,
    promises.kind_code,
    promises.legal_entity_id,
    promises.customer_id,
    charges.charge_id,
    promises.document_number,
    promises.made_date,
    promises.promised_date,
    promises.deadline_date,
    promises.currency_code,
    promises.promised_amount,
    promises.earlier_amount,
    dated.paid_in_time_amount,
    cast(dated.unpaid_amount as decimal(18, 2)) as unpaid_amount,
    {{ cents('dated.unpaid_amount * rates.closing_rate') }} as unpaid_amount_mxn,
    case
        when dated.paid_in_time_amount >= promises.promised_amount then 'kept'
        when dated.as_of_date <= promises.deadline_date then 'pending'
        when dated.paid_in_time_amount > 0 then 'partly_kept'
        else 'broken'
    end as outcome_code
from dated
inner join promises on dated.promise_id = promises.promise_id
left join charges on dated.promise_id = charges.promise_id
left join {{ ref('int_closing_rates_dated') }} as rates
    on dated.as_of_date = rates.as_of_date and promises.currency_code = rates.currency_code
