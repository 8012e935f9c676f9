-- One row per control and month, for every control of the policy: a control without rows says so.
with totals as (
    select
        control_code,
        period_month,
        sum(expected_amount) as expected_amount,
        sum(actual_amount) as actual_amount,
        -- Differences never cancel out: each one counts with its size.
        sum(case when is_exception then abs(actual_amount - expected_amount) else 0 end) as difference_amount,
        sum(compared_count) as checked_count,
        sum(case when is_exception then compared_count else 0 end) as exception_count
    from {{ ref('ctl_comparisons') }}
    group by control_code, period_month
),

-- A control of one kind of source does not apply before that source has delivered what it compares.
compared_controls as (
    select distinct control_code from totals
),

configured_kinds as (
    select distinct source_kind_code
    from {{ ref('stg_cartera__expected_tables') }}
    where is_configured
),

judged as (
    select
        policies.control_code,
        periods.period_month,
        policies.unit_code,
        coalesce(totals.expected_amount, 0) as expected_amount,
        coalesce(totals.actual_amount, 0) as actual_amount,
        coalesce(totals.difference_amount, 0) as difference_amount,
        policies.tolerance_amount,
        coalesce(totals.checked_count, 0) as checked_count,
        coalesce(totals.exception_count, 0) as exception_count,
        case
            when
                policies.source_kind_code <> 'any'
                and (
                    configured_kinds.source_kind_code is null
                    or (compared_controls.control_code is null and not policies.is_absence_failure)
                )
                then 'not_applicable'
            when coalesce(totals.exception_count, 0) > 0 then 'failed'
            -- A month under way may not have a bank movement yet.
            when coalesce(totals.checked_count, 0) = 0 and policies.is_absence_failure and periods.is_month_end
                then 'absent'
            else 'passed'
        end as status_code,
        policies.is_blocking,
        policies.label_es,
        policies.label_en
    from {{ ref('policy_controls') }} as policies
    cross join {{ ref('int_periods') }} as periods
    left join configured_kinds on policies.source_kind_code = configured_kinds.source_kind_code
    left join compared_controls on policies.control_code = compared_controls.control_code
    left join totals
        on policies.control_code = totals.control_code and periods.period_month = totals.period_month
)

select
    control_code,
    period_month,
    unit_code,
    cast(expected_amount as decimal(18, 2)) as expected_amount,
    cast(actual_amount as decimal(18, 2)) as actual_amount,
    cast(difference_amount as decimal(18, 2)) as difference_amount,
    tolerance_amount,
    cast(checked_count as bigint) as checked_count,
    cast(exception_count as bigint) as exception_count,
    status_code,
    is_blocking,
    label_es,
    label_en
from judged
