-- Of what left a bucket, how much went on to a later one or was written off; chained down to the last bucket,
-- whose rate is policy. Where history is thin, and where it promises less than the floor, the floor is taken.
with periods as (
    select
        periods.month_number,
        periods.period_month,
        periods.as_of_date,
        periods.is_month_end
    from {{ ref('dim_periods') }} as periods
),

floors as (
    select
        periods.period_month,
        rates.segment_code,
        rates.bucket_number,
        min(rates.floor_rate) as floor_rate
    from periods
    inner join {{ ref('policy_provision_rates') }} as rates
        on {{ in_force('rates', 'periods.as_of_date') }}
    group by 1, 2, 3
    having count(*) = 1
),

overlays as (
    select
        periods.period_month,
        overlays.segment_code,
        min(overlays.forward_looking_factor) as forward_looking_factor,
        min(overlays.overlay_rate) as overlay_rate
    from periods
    inner join {{ ref('policy_provision_overlays') }} as overlays
        on {{ in_force('overlays', 'periods.as_of_date') }}
    group by 1, 2
    having count(*) = 1
),

windows as (
    select
        periods.period_month,
        min(windows.window_months) as window_months,
        min(windows.min_months) as min_months
    from periods
    inner join {{ ref('policy_provision_windows') }} as windows
        on {{ in_force('windows', 'periods.as_of_date') }}
    group by 1
    having count(*) = 1
),

-- What stood in each bucket at a month-end, and of it, a month later, what stayed and what went on.
contributions as (
    select
        periods.month_number + 1 as month_number,
        migrations.segment_code,
        migrations.bucket_number,
        migrations.open_amount_mxn as previous_amount_mxn,
        0 as stayed_amount_mxn,
        0 as rolled_amount_mxn
    from {{ ref('fct_bucket_migrations_monthly') }} as migrations
    inner join periods
        on migrations.period_month = periods.period_month
    where migrations.bucket_number is not null
    union all
    select
        periods.month_number,
        migrations.segment_code,
        migrations.previous_bucket_number as bucket_number,
        0 as previous_amount_mxn,
        case
            when migrations.bucket_number <= migrations.previous_bucket_number then migrations.open_amount_mxn else 0
        end as stayed_amount_mxn,
        case
            when migrations.bucket_number > migrations.previous_bucket_number then migrations.open_amount_mxn else 0
        end + migrations.written_off_amount_mxn as rolled_amount_mxn
    from {{ ref('fct_bucket_migrations_monthly') }} as migrations
    inner join periods
        on migrations.period_month = periods.period_month
    where migrations.previous_bucket_number is not null
),

flows as (
    select
        contributions.month_number,
        contributions.segment_code,
        contributions.bucket_number,
        sum(contributions.previous_amount_mxn) - sum(contributions.stayed_amount_mxn) as left_amount_mxn,
        sum(contributions.rolled_amount_mxn) as rolled_amount_mxn
    from contributions
    -- A month under way is no month of history.
    inner join periods
        on contributions.month_number = periods.month_number and periods.is_month_end
    group by 1, 2, 3
),

grid as (
    select
        periods.month_number,
        periods.period_month,
        periods.as_of_date,
        segments.segment_code,
        cast(buckets.bucket_number as integer) as bucket_number,
        buckets.to_days is null as is_last,
        windows.window_months,
        windows.min_months
    from periods
    cross join {{ ref('policy_provision_segments') }} as segments
    cross join {{ ref('policy_aging_buckets') }} as buckets
    left join windows
        on periods.period_month = windows.period_month
),

histories as (
    select
        grid.period_month,
        grid.as_of_date,
        grid.segment_code,
        grid.bucket_number,
        grid.is_last,
        grid.min_months,
        cast(count(flows.month_number) as integer) as history_month_count,
        {{ total('flows.left_amount_mxn') }} as left_amount_mxn,
        {{ total('flows.rolled_amount_mxn') }} as rolled_amount_mxn
    from grid
    left join flows
        on
            grid.segment_code = flows.segment_code
            and grid.bucket_number = flows.bucket_number
            and not grid.is_last
            and grid.month_number - grid.window_months < flows.month_number
            and grid.month_number >= flows.month_number
            and flows.left_amount_mxn > 0
    group by 1, 2, 3, 4, 5, 6
),

rolled as (
    select
        histories.*,
        case when histories.is_last then null else histories.history_month_count >= histories.min_months end
            as has_history,
        case
            when histories.left_amount_mxn > 0
                then cast(
                    least(greatest({{ ratio('histories.rolled_amount_mxn', 'histories.left_amount_mxn', 6) }}, 0), 1)
                    as decimal(18, 6)
                )
        end as roll_rate,
        floors.floor_rate
    from histories
    left join floors
        on
            histories.period_month = floors.period_month
            and histories.segment_code = floors.segment_code
            and histories.bucket_number = floors.bucket_number
),

-- Each bucket's rate is its roll rate times the rate of the bucket after it: the last first.
step_5 as (
    select
        rolled.*,
        cast(null as decimal(18, 6)) as history_rate,
        rolled.floor_rate as base_rate
    from rolled
    where rolled.bucket_number = 5
),

{% for number in [4, 3, 2, 1, 0] -%}
    chain_{{ number }} as (
        select
            rolled.*,
            case
                when rolled.has_history
                    then cast(round(rolled.roll_rate * later.base_rate, 6) as decimal(18, 6))
            end as history_rate
        from rolled
        inner join step_{{ number + 1 }} as later
            on rolled.period_month = later.period_month and rolled.segment_code = later.segment_code
        where rolled.bucket_number = {{ number }}
    ),

    -- Without a rate further on, or without a window, there is none here either: a missing policy is not a floor.
    step_{{ number }} as (
        select
            chain_{{ number }}.*,
            case
                when chain_{{ number }}.has_history and chain_{{ number }}.history_rate > chain_{{ number }}.floor_rate
                    then chain_{{ number }}.history_rate
                when chain_{{ number }}.has_history and chain_{{ number }}.history_rate <= chain_{{ number }}.floor_rate
                    then chain_{{ number }}.floor_rate
                when not chain_{{ number }}.has_history then chain_{{ number }}.floor_rate
            end as base_rate
        from chain_{{ number }}
    ),

{% endfor -%}
chained as (
    {% for number in range(6) -%}
        select * from step_{{ number }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    chained.period_month,
    chained.as_of_date,
    chained.segment_code,
    chained.bucket_number,
    chained.history_month_count,
    chained.left_amount_mxn,
    chained.rolled_amount_mxn,
    chained.roll_rate,
    chained.history_rate,
    chained.floor_rate,
    chained.base_rate,
    case
        when chained.base_rate is null or overlays.overlay_rate is null then 'policy_missing'
        when chained.is_last then 'last_bucket'
        when not chained.has_history then 'thin_history'
        when chained.history_rate < chained.floor_rate then 'floor'
        else 'history'
    end as rate_source_code,
    overlays.forward_looking_factor,
    overlays.overlay_rate,
    {{ loss_rate('chained.base_rate', 'overlays.forward_looking_factor', 'overlays.overlay_rate') }} as loss_rate
from chained
left join overlays
    on chained.period_month = overlays.period_month and chained.segment_code = overlays.segment_code
