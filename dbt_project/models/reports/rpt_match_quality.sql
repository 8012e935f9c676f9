-- By month: what would have been proposed for the month's receipts, against what the ERP recorded. The row `all` of a
-- tier counts its rules together; recall is of all that was recorded in the month.
with recorded as (
    select
        period_month,
        currency_code,
        count(recorded_amount) as recorded_count,
        coalesce(sum(recorded_amount), 0) as recorded_amount
    from {{ ref('fct_match_history') }}
    group by period_month, currency_code
),

proposed as (
    {% for rule in ["rule_code", "'all'"] -%}
        select
            period_month,
            currency_code,
            tier_code,
            {{ rule }} as rule_code,
            count(*) as proposed_count,
            sum(case when is_right then 1 else 0 end) as right_count,
            sum(proposed_amount) as proposed_amount,
            sum(case when is_right then proposed_amount else 0 end) as right_amount,
            sum(case when confidence >= auto_confidence then 1 else 0 end) as over_threshold_count,
            sum(case when confidence >= auto_confidence and is_right then 1 else 0 end) as right_over_threshold_count,
            max(auto_confidence) as auto_confidence,
            max(threshold_source_code) as threshold_source_code
        from {{ ref('fct_match_history') }}
        where tier_code is not null
        group by period_month, currency_code, tier_code{{ ', rule_code' if rule == 'rule_code' }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    proposed.period_month,
    proposed.currency_code,
    proposed.tier_code,
    proposed.rule_code,
    cast(proposed.proposed_count as integer) as proposed_count,
    cast(proposed.right_count as integer) as right_count,
    {{ ratio('proposed.right_count * 100', 'proposed.proposed_count') }} as precision_percent,
    cast(proposed.proposed_amount as decimal(18, 2)) as proposed_amount,
    cast(proposed.right_amount as decimal(18, 2)) as right_amount,
    {{ ratio('proposed.right_amount * 100', 'proposed.proposed_amount') }} as amount_precision_percent,
    cast(recorded.recorded_count as integer) as recorded_count,
    cast(recorded.recorded_amount as decimal(18, 2)) as recorded_amount,
    {{ ratio('proposed.right_count * 100', 'recorded.recorded_count') }} as recall_percent,
    case when recorded.recorded_count = 0 then 'nothing_recorded' end as recall_reason_code,
    cast(proposed.over_threshold_count as integer) as over_threshold_count,
    cast(proposed.right_over_threshold_count as integer) as right_over_threshold_count,
    proposed.auto_confidence,
    proposed.threshold_source_code,
    case
        when proposed.tier_code = 'auto' and proposed.rule_code = 'all'
            then proposed.right_count >= goals.limit_value * proposed.proposed_count
    end as is_target_met
from proposed
inner join recorded
    on proposed.period_month = recorded.period_month and proposed.currency_code = recorded.currency_code
inner join {{ ref('policy_matching_limits') }} as goals on goals.limit_code = 'auto_precision'
