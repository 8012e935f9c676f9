-- How the desk does, month by month: each indicator with what it is made of and its target of that month.
with contacted as (
    select distinct
        periods.period_month,
        seen.charge_id
    from {{ ref('fct_collection_contacts') }} as seen
    inner join {{ ref('dim_periods') }} as periods
        on
            seen.contact_date <= periods.as_of_date
            and {{ dbt.datediff('seen.contact_date', 'periods.as_of_date', 'day') }} <= 366
    inner join {{ ref('policy_desk_terms') }} as terms
        on
            terms.term_code = 'contact_days'
            and {{ in_force('terms', 'periods.as_of_date') }}
            and {{ dbt.datediff('seen.contact_date', 'periods.as_of_date', 'day') }} <= terms.term_value
    where seen.charge_id is not null and seen.kind_code <> 'note'
),

-- Before the first entry of the log nobody wrote down whom they sought: that is nothing to measure, not nobody.
log_begins as (
    select min(contact_date) as first_date from {{ ref('fct_collection_contacts') }}
),

measured as (
    select
        period_month,
        'promises_kept' as indicator_code,
        count(case when outcome_code = 'kept' then 1 end) as numerator_value,
        count(*) as denominator_value
    from {{ ref('fct_promises_monthly') }}
    where date_trunc('month', deadline_date) = period_month and outcome_code <> 'pending'
    group by 1
    union all
    select
        items.period_month,
        'overdue_contacted' as indicator_code,
        coalesce(sum(case when contacts.charge_id is not null then items.open_amount_mxn end), 0) as numerator_value,
        sum(items.open_amount_mxn) as denominator_value
    from {{ ref('fct_open_items_monthly') }} as items
    inner join log_begins on items.as_of_date >= log_begins.first_date
    left join contacted as contacts
        on items.period_month = contacts.period_month and items.charge_id = contacts.charge_id
    where items.bucket_number > 0
    group by 1
    union all
    select
        cast(date_trunc('month', resolved_date) as date) as period_month,
        'dispute_days' as indicator_code,
        sum(age_days) as numerator_value,
        count(*) as denominator_value
    from {{ ref('fct_disputes') }}
    where resolved_date is not null
    group by 1
    union all
    select
        cast(date_trunc('month', first_uploaded_date) as date) as period_month,
        'portal_rejections' as indicator_code,
        count(case when rejection_count > 0 then 1 end) as numerator_value,
        count(*) as denominator_value
    from {{ ref('fct_portal_invoices') }}
    where first_uploaded_date is not null
    group by 1
)

select
    periods.period_month,
    periods.as_of_date,
    targets.indicator_code,
    targets.indicator_order,
    targets.unit_code,
    case targets.unit_code
        when 'percent' then {{ ratio('100 * measured.numerator_value', 'measured.denominator_value', 2) }}
        else {{ ratio('measured.numerator_value', 'measured.denominator_value', 2) }}
    end as indicator_value,
    cast(coalesce(measured.numerator_value, 0) as decimal(18, 2)) as numerator_value,
    cast(coalesce(measured.denominator_value, 0) as decimal(18, 2)) as denominator_value,
    case when coalesce(measured.denominator_value, 0) = 0 then 'nothing_to_measure' end as null_reason_code,
    targets.direction_code,
    targets.target_value,
    case
        when coalesce(measured.denominator_value, 0) = 0 then null
        when targets.direction_code = 'at_most'
            then
                measured.numerator_value * case targets.unit_code when 'percent' then 100 else 1 end
                <= targets.target_value * measured.denominator_value
        else
            measured.numerator_value * case targets.unit_code when 'percent' then 100 else 1 end
            >= targets.target_value * measured.denominator_value
    end as is_on_target
from {{ ref('dim_periods') }} as periods
inner join {{ ref('policy_desk_targets') }} as targets
    on {{ in_force('targets', 'periods.as_of_date') }}
left join measured
    on periods.period_month = measured.period_month and targets.indicator_code = measured.indicator_code
