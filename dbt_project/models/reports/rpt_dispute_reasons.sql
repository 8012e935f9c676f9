-- Root causes of disputes: of those open on the as-of date or opened in the twelve months before, by reason and by
-- salesperson, the largest first with what they add up to.
with counted as (
    select
        disputes.*,
        coalesce(reasons.label_es, disputes.reason_code) as reason_name
    from {{ ref('fct_disputes') }} as disputes
    left join {{ ref('policy_dispute_reasons') }} as reasons on disputes.reason_code = reasons.reason_code
    where
        disputes.is_open
        or {{ dbt.datediff('disputes.opened_date', 'disputes.as_of_date', 'month') }} <= 12
),

grouped as (
    {% for grouping, name in [('reason', 'reason_code'), ('salesperson', "coalesce(salesperson_name, '-')")] -%}
        select
            period_month,
            as_of_date,
            '{{ grouping }}' as grouping_code,
            {{ name }} as group_name,
            count(*) as dispute_count,
            count(case when is_open then 1 end) as open_count,
            {{ total('disputed_amount_mxn') }} as disputed_amount_mxn,
            {{ total('open_disputed_amount_mxn') }} as open_disputed_amount_mxn,
            {{ total('case when is_own_fault then open_disputed_amount_mxn end') }} as own_fault_amount_mxn,
            {{ ratio('sum(case when not is_open then age_days end)', 'count(case when not is_open then 1 end)', 2) }}
                as resolution_days
        from counted
        group by 1, 2, 4
        {% if not loop.last -%} union all {% endif -%}
    {% endfor %}
)

select
    grouped.*,
    {{ ratio(
        '100 * sum(disputed_amount_mxn) over ('
        ~ 'partition by grouping_code order by disputed_amount_mxn desc, group_name)',
        'sum(disputed_amount_mxn) over (partition by grouping_code)', 2
    ) }} as cumulative_percent
from grouped
