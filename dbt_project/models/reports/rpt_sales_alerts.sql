-- One line per salesperson and thing to know. What concerns a legal entity goes to everyone who sells to one of
-- its customers, what concerns a document to whoever sells to that customer.
with sellers as (
    select distinct
        legal_entity_id,
        salesperson_name
    from {{ ref('dim_customers') }}
),

entity_alerts as (
    select
        period_month,
        as_of_date,
        legal_entity_id,
        case action_code when 'block' then 'blocked' else 'released' end as alert_code,
        as_of_date as alert_date,
        cure_amount_mxn as alert_amount_mxn,
        reason_codes
    from {{ ref('fct_credit_actions_monthly') }}
    where action_code in ('block', 'release')
    union all
    select
        period_month,
        as_of_date,
        legal_entity_id,
        'block_near' as alert_code,
        blocks_on_date as alert_date,
        cast(null as decimal(18, 2)) as alert_amount_mxn,
        next_block_reason_codes as reason_codes
    from {{ ref('fct_credit_actions_monthly') }}
    where
        blocks_on_date <= {{ dbt.dateadd('day', credit_parameter('block_ahead_days'), 'as_of_date') }}
    union all
    select
        hits.period_month,
        hits.as_of_date,
        hits.legal_entity_id,
        'over_limit' as alert_code,
        hits.as_of_date as alert_date,
        hits.cure_amount_mxn as alert_amount_mxn,
        hits.rule_code as reason_codes
    from {{ ref('fct_credit_rule_hits_monthly') }} as hits
    where hits.rule_code = 'over_limit' and hits.action_code = 'block' and hits.is_firing
    union all
    select
        period_month,
        as_of_date,
        legal_entity_id,
        'grade_drop' as alert_code,
        as_of_date as alert_date,
        balance_amount_mxn as alert_amount_mxn,
        move_codes as reason_codes
    from {{ ref('fct_risk_scores_monthly') }}
    where migration_code = 'worse'
),

document_alerts as (
    select
        promises.period_month,
        promises.as_of_date,
        promises.legal_entity_id,
        promises.customer_id,
        'broken_promise' as alert_code,
        promises.deadline_date as alert_date,
        promises.promise_id as subject_id,
        promises.document_number,
        promises.unpaid_amount_mxn as alert_amount_mxn,
        promises.outcome_code as reason_codes
    from {{ ref('fct_promises_monthly') }} as promises
    where promises.outcome_code in ('broken', 'partly_kept') and promises.unpaid_amount > 0
    union all
    select
        deviations.period_month,
        periods.as_of_date,
        deviations.legal_entity_id,
        deviations.customer_id,
        'terms_deviation' as alert_code,
        deviations.charge_date as alert_date,
        deviations.charge_id as subject_id,
        deviations.document_number,
        charges.amount_mxn as alert_amount_mxn,
        deviations.deviation_code as reason_codes
    from {{ ref('fct_terms_deviations') }} as deviations
    inner join {{ ref('dim_periods') }} as periods
        on deviations.period_month = periods.period_month
    inner join {{ ref('fct_charges') }} as charges
        on deviations.charge_id = charges.charge_id
    where deviations.charge_date <= periods.as_of_date
    union all
    -- An order is held while its customer is blocked, and goes when it is released.
    select
        actions.period_month,
        actions.as_of_date,
        actions.legal_entity_id,
        orders.customer_id,
        case actions.action_code when 'block' then 'order_held' else 'order_released' end as alert_code,
        orders.document_date as alert_date,
        orders.sales_document_id as subject_id,
        orders.document_number,
        orders.pending_amount_mxn as alert_amount_mxn,
        actions.reason_codes
    from {{ ref('fct_open_orders') }} as orders
    inner join {{ ref('dim_customers') }} as customers
        on orders.customer_id = customers.customer_id
    cross join {{ ref('dim_run_parameters') }} as run
    inner join {{ ref('fct_credit_actions_monthly') }} as actions
        on customers.legal_entity_id = actions.legal_entity_id and run.as_of_date = actions.as_of_date
    where actions.action_code in ('block', 'release')
),

alerts as (
    select
        entity_alerts.period_month,
        entity_alerts.as_of_date,
        sellers.salesperson_name,
        entity_alerts.alert_code,
        entity_alerts.legal_entity_id,
        entity_alerts.legal_entity_id as subject_id,
        cast(null as varchar) as document_number,
        entity_alerts.alert_date,
        entity_alerts.alert_amount_mxn,
        entity_alerts.reason_codes
    from entity_alerts
    inner join sellers
        on entity_alerts.legal_entity_id = sellers.legal_entity_id
    union all
    select
        document_alerts.period_month,
        document_alerts.as_of_date,
        customers.salesperson_name,
        document_alerts.alert_code,
        document_alerts.legal_entity_id,
        document_alerts.subject_id,
        document_alerts.document_number,
        document_alerts.alert_date,
        document_alerts.alert_amount_mxn,
        document_alerts.reason_codes
    from document_alerts
    inner join {{ ref('dim_customers') }} as customers
        on document_alerts.customer_id = customers.customer_id
)

select
    alerts.period_month,
    alerts.as_of_date,
    alerts.salesperson_name,
    alerts.alert_code,
    alerts.legal_entity_id,
    entities.customer_codes,
    entities.legal_entity_name,
    alerts.subject_id,
    alerts.document_number,
    alerts.alert_date,
    alerts.alert_amount_mxn,
    alerts.reason_codes
from alerts
inner join {{ ref('dim_legal_entities') }} as entities
    on alerts.legal_entity_id = entities.legal_entity_id
