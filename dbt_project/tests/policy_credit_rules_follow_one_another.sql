-- Every rule that is read has one row for each day from 2000 on, and no other rule is known. A missing row would
-- be a rule that never fires, in silence.
with known as (
    {% for rule_code, action_code in [
        ('over_limit', 'watch'), ('over_limit', 'block'),
        ('oldest_item', 'watch'), ('oldest_item', 'block'),
        ('overdue_share', 'watch'), ('overdue_share', 'block'),
        ('broken_promises', 'watch'), ('broken_promises', 'block'),
        ('expired_documents', 'watch'), ('expired_documents', 'block'),
        ('expired_insurance', 'watch'), ('review_due', 'watch'),
        ('no_limit', 'watch'), ('limit_not_approved', 'watch'), ('suspended', 'block'),
    ] -%}
        select
            '{{ rule_code }}' as rule_code,
            '{{ action_code }}' as action_code
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

neighbours as (
    select
        rules.rule_code,
        rules.action_code,
        rules.valid_from,
        rules.valid_to,
        rules.threshold_value,
        rules.minimum_amount_mxn,
        rules.window_days,
        lag(rules.valid_to) over (partition by rules.rule_code, rules.action_code order by rules.valid_from)
            as previous_valid_to,
        row_number() over (partition by rules.rule_code, rules.action_code order by rules.valid_from)
            as place_number,
        row_number() over (partition by rules.rule_code, rules.action_code order by rules.valid_from desc)
            as place_from_last_number
    from {{ ref('policy_credit_rules') }} as rules
)

select
    known.rule_code as known_rule_code,
    known.action_code as known_action_code,
    neighbours.*
from known
full outer join neighbours
    on known.rule_code = neighbours.rule_code and known.action_code = neighbours.action_code
where
    known.rule_code is null
    or neighbours.rule_code is null
    or (neighbours.place_number = 1 and neighbours.valid_from > cast('2000-01-01' as date))
    or (
        neighbours.place_number > 1
        and (
            neighbours.previous_valid_to is null
            or neighbours.valid_from <> {{ dbt.dateadd('day', 1, 'neighbours.previous_valid_to') }}
        )
    )
    or (neighbours.place_from_last_number = 1) <> (neighbours.valid_to is null)
    or neighbours.valid_to < neighbours.valid_from
    or coalesce(neighbours.threshold_value < 0, true)
    or coalesce(neighbours.minimum_amount_mxn < 0, true)
    or coalesce(neighbours.window_days < 0, true)
    -- All of it overdue is never more than all of it.
    or (neighbours.rule_code = 'overdue_share' and neighbours.threshold_value >= 100)
