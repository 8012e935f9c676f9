-- Stretches that touch are one: an instalment is open from its first day until nothing is left of it.
with marked as (
    select
        spans.*,
        case
            when lag(spans.until_date) over (
                partition by spans.charge_id, spans.installment_number
                order by spans.from_date
            ) = spans.from_date then 0
            else 1
        end as is_start
    from {{ ref('fct_open_item_spans') }} as spans
    -- A charge below zero is a credit in the wrong place: nobody pays it.
    where spans.original_amount > 0
),

numbered as (
    select
        marked.*,
        sum(marked.is_start) over (
            partition by marked.charge_id, marked.installment_number
            order by marked.from_date
            rows between unbounded preceding and current row
        ) as episode_number
    from marked
),

episodes as (
    select
        charge_id,
        installment_number,
        min(customer_id) as customer_id,
        min(currency_code) as currency_code,
        min(charge_date) as charge_date,
        min(from_date) as opened_date,
        min(due_date) as due_date,
        max(until_date) as until_date,
        min(original_amount) as original_amount
    from numbered
    group by charge_id, installment_number, episode_number
),

write_offs as (
    select distinct
        applications.charge_id,
        applications.effective_date
    from {{ ref('fct_applications') }} as applications
    inner join {{ ref('policy_entry_classes') }} as classes
        on applications.class_code = classes.class_code
    where classes.rollforward_code = 'write_offs'
)

-- The last stretch of what is open ends after the as-of date.
select
    episodes.charge_id,
    episodes.installment_number,
    episodes.customer_id,
    episodes.currency_code,
    episodes.charge_date,
    episodes.opened_date,
    episodes.due_date,
    case when episodes.until_date <= run.as_of_date then episodes.until_date end as settled_date,
    write_offs.charge_id is not null as is_written_off,
    episodes.original_amount
from episodes
cross join {{ ref('dim_run_parameters') }} as run
left join write_offs
    on
        episodes.charge_id = write_offs.charge_id
        and episodes.until_date = write_offs.effective_date
        and episodes.until_date <= run.as_of_date
