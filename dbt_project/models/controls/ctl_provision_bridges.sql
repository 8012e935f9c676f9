-- Opening + steps - used write-offs = closing, where opening and closing are not the bridge's own but the provisions
-- of the month before and of the month, and what was used is what came out of the buckets as written off.
with next_months as (
    select
        previous.period_month as previous_month,
        periods.period_month
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_periods') }} as previous
        on periods.month_number = previous.month_number + 1
),

provisions as (
    select
        period_month,
        segment_code,
        currency_code,
        sum(coalesce(provision_amount_mxn, 0)) as amount
    from {{ ref('fct_provision_monthly') }}
    group by 1, 2, 3
),

sides as (
    select
        period_month,
        segment_code,
        currency_code,
        exchange_amount_mxn + volume_amount_mxn + mix_amount_mxn + rate_amount_mxn + forward_looking_amount_mxn
        + overlay_amount_mxn as expected_amount,
        0 as actual_amount
    from {{ ref('fct_provision_bridges_monthly') }}
    union all
    select
        next_months.period_month,
        provisions.segment_code,
        provisions.currency_code,
        provisions.amount,
        0 as actual_amount
    from provisions
    inner join next_months
        on provisions.period_month = next_months.previous_month
    union all
    select
        period_month,
        segment_code,
        currency_code,
        0 as expected_amount,
        amount
    from provisions
),

written_off as (
    select
        period_month,
        segment_code,
        currency_code,
        sum(written_off_amount_mxn) as amount
    from {{ ref('fct_bucket_migrations_monthly') }}
    group by 1, 2, 3
),

comparison as (
    select
        sides.period_month,
        'segment' as subject_type_code,
        sides.segment_code as subject_id,
        sides.currency_code,
        sum(sides.expected_amount) - coalesce(min(written_off.amount), 0) as expected_amount,
        sum(sides.actual_amount) as actual_amount
    from sides
    left join written_off
        on
            sides.period_month = written_off.period_month
            and sides.segment_code = written_off.segment_code
            and sides.currency_code = written_off.currency_code
    group by 1, 2, 3, 4
)

{{ compared('provision_bridges', 'comparison') }}
