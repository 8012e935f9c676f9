-- Block, release, watch or none: the proposal that follows from the rules, with its reasons.
{%- set rules = [
    'broken_promises', 'expired_documents', 'expired_insurance', 'limit_not_approved', 'no_limit', 'oldest_item',
    'over_limit', 'overdue_share', 'review_due', 'suspended',
] %}
{%- set blocks, watches, unconfirmed, next = [], [], [], [] %}
{%- for rule in rules %}
    {%- do blocks.append(("'" ~ rule ~ "'", ['blocks_by_' ~ rule, "'" ~ rule ~ "'"])) %}
    {%- do watches.append(("'" ~ rule ~ "'", ['watches_by_' ~ rule, "'" ~ rule ~ "'"])) %}
    {%- do unconfirmed.append(("'" ~ rule ~ "'", ['awaits_by_' ~ rule, "'" ~ rule ~ "'"])) %}
    {%- do next.append(("'" ~ rule ~ "'", ['next_by_' ~ rule, "'" ~ rule ~ "'"])) %}
{%- endfor %}
with pivoted as (
    select
        period_month,
        legal_entity_id,
        {% for code in ['block', 'watch'] -%}
            {%- set firing = "action_code = '" ~ code ~ "' and is_firing" -%}
            max(case when {{ firing }} and rule_code <> 'broken_promises' then cure_amount_mxn end)
                as {{ code }}_cure_amount_mxn,
            max(case when {{ firing }} and rule_code = 'broken_promises' then cure_amount_mxn end)
                as {{ code }}_promised_amount_mxn,
            -- Some reasons no payment cures.
            max(case when {{ firing }} and cure_code <> 'pay' then 1 else 0 end) = 1 as has_{{ code }}_to_decide,
        {% endfor -%}
        {% for rule in rules -%}
            max(case when rule_code = '{{ rule }}' and action_code = 'block' and is_firing then 1 end)
                as blocks_by_{{ rule }},
            max(case when rule_code = '{{ rule }}' and action_code = 'watch' and is_firing then 1 end)
                as watches_by_{{ rule }},
            max(case when rule_code = '{{ rule }}' and action_code = 'block' and awaits_confirmation then 1 end)
                as awaits_by_{{ rule }},
            min(case when rule_code = '{{ rule }}' and action_code = 'block' and not is_firing then fires_on_date end)
                as next_by_{{ rule }},
        {% endfor -%}
        min(case when action_code = 'block' and not is_firing then fires_on_date end) as next_block_date
    from {{ ref('fct_credit_rule_hits_monthly') }}
    group by period_month, legal_entity_id
),

summed as (
    select
        pivoted.*,
        {{ codes_in_order(blocks) }} as block_reason_codes,
        {{ codes_in_order(watches) }} as watch_reason_codes,
        {{ codes_in_order(unconfirmed) }} as unconfirmed_reason_codes,
        {{ codes_in_order(next) }} as next_block_reason_codes
    from pivoted
),

-- Paid of what each reason names: what was promised may be no part of the rest.
ruled as (
    select
        exposures.*,
        summed.block_reason_codes,
        summed.watch_reason_codes,
        summed.unconfirmed_reason_codes,
        summed.next_block_date,
        summed.next_block_reason_codes,
        summed.has_block_to_decide,
        summed.has_watch_to_decide,
        {% for code in ['block', 'watch'] -%}
            case
                when coalesce(summed.{{ code }}_cure_amount_mxn, summed.{{ code }}_promised_amount_mxn) is not null
                    then
                        cast(
                            coalesce(summed.{{ code }}_cure_amount_mxn, 0)
                            + coalesce(summed.{{ code }}_promised_amount_mxn, 0) as decimal(18, 2)
                        )
            end as {{ code }}_cure_amount_mxn,
        {% endfor -%}
        lag(summed.block_reason_codes) over (
            partition by exposures.legal_entity_id
            order by exposures.month_number
        ) as last_block_reason_codes,
        lag(exposures.month_number) over (
            partition by exposures.legal_entity_id
            order by exposures.month_number
        ) as last_month_number
    from {{ ref('fct_credit_exposure_monthly') }} as exposures
    left join summed
        on exposures.period_month = summed.period_month and exposures.legal_entity_id = summed.legal_entity_id
),

compared as (
    select
        ruled.*,
        case when ruled.last_month_number = ruled.month_number - 1 then ruled.last_block_reason_codes end
            as previous_block_reason_codes,
        ruled.next_block_date <= {{ dbt.dateadd('day', credit_parameter('block_ahead_days'), 'ruled.as_of_date') }}
            as is_block_near
    from ruled
),

decided as (
    select
        compared.*,
        case
            when compared.block_reason_codes is not null then 'block'
            when compared.previous_block_reason_codes is not null or compared.is_suspended_in_erp then 'release'
            when compared.watch_reason_codes is not null or coalesce(compared.is_block_near, false) then 'watch'
            else 'none'
        end as action_code
    from compared
)

select
    as_of_date,
    period_month,
    legal_entity_id,
    action_code,
    case action_code
        when 'block' then block_reason_codes
        when 'release' then coalesce(previous_block_reason_codes, 'suspended_in_erp')
        when 'watch' then coalesce(watch_reason_codes, 'block_near')
    end as reason_codes,
    case when action_code = 'block' then unconfirmed_reason_codes end as unconfirmed_reason_codes,
    case action_code when 'block' then block_cure_amount_mxn when 'watch' then watch_cure_amount_mxn end
        as cure_amount_mxn,
    case action_code
        when 'block' then has_block_to_decide
        when 'watch' then coalesce(has_watch_to_decide, false)
        else false
    end as needs_decision,
    case when action_code <> 'block' then next_block_date end as blocks_on_date,
    case when action_code <> 'block' then next_block_reason_codes end as next_block_reason_codes,
    case when previous_block_reason_codes is not null then 'block' else 'none' end as previous_action_code
from decided
