-- Exactly one row of each policy holds on each as-of date: a gap would leave balances without a rate, and two rows
-- would have to be chosen from. And insurance in a currency without a closing rate would cover nothing in silence.
with periods as (
    select
        period_month,
        as_of_date
    from {{ ref('dim_periods') }}
),

-- What must be there, whatever the policies say.
wanted as (
    select
        'policy_provision_rates/' || segments.segment_code || '/' || cast(buckets.bucket_number as varchar)
            as policy_key
    from {{ ref('policy_provision_segments') }} as segments
    cross join {{ ref('policy_aging_buckets') }} as buckets
    union all
    select 'policy_provision_overlays/' || segment_code
    from {{ ref('policy_provision_segments') }}
    union all
    select 'policy_provision_windows'
    union all
    select 'policy_provision_members/others'
    {% for role in ['expense', 'allowance', 'exchange_loss', 'exchange_gain', 'receivable'] -%}
        union all
        select 'policy_provision_accounts/{{ role }}'
    {% endfor -%}
    {% for term in ['bad_debt_limit_udi', 'bad_debt_default_months', 'legal_interest_percent', 'interest_year_days'] -%}
        union all
        select 'policy_legal_terms/{{ term }}'
    {% endfor %}
    {% for kind in ['late_interest', 'cheque_indemnity', 'collection_charge'] -%}
        union all
        select 'policy_additional_charges/{{ kind }}'
    {% endfor %}
),

held as (
    select
        'policy_provision_rates/' || segment_code || '/' || cast(bucket_number as varchar) as policy_key,
        valid_from,
        valid_to
    from {{ ref('policy_provision_rates') }}
    union all
    select
        'policy_provision_overlays/' || segment_code as policy_key,
        valid_from,
        valid_to
    from {{ ref('policy_provision_overlays') }}
    union all
    select
        'policy_provision_windows' as policy_key,
        valid_from,
        valid_to
    from {{ ref('policy_provision_windows') }}
    union all
    select
        'policy_provision_members/others' as policy_key,
        cast('1900-01-01' as date) as valid_from,
        cast(null as date) as valid_to
    from {{ ref('policy_provision_members') }}
    where customer_type_name is null
    union all
    select
        'policy_provision_accounts/' || role_code as policy_key,
        valid_from,
        valid_to
    from {{ ref('policy_provision_accounts') }}
    union all
    select
        'policy_legal_terms/' || term_code as policy_key,
        valid_from,
        valid_to
    from {{ ref('policy_legal_terms') }}
    union all
    select
        'policy_additional_charges/' || kind_code as policy_key,
        valid_from,
        valid_to
    from {{ ref('policy_additional_charges') }}
),

in_force as (
    select
        periods.period_month,
        held.policy_key,
        count(*) as row_count
    from periods
    inner join held
        on {{ in_force('held', 'periods.as_of_date') }}
    group by 1, 2
),

comparison as (
    select
        periods.period_month,
        'policy' as subject_type_code,
        wanted.policy_key as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        coalesce(in_force.row_count, 0) as actual_amount
    from periods
    cross join wanted
    left join in_force
        on periods.period_month = in_force.period_month and wanted.policy_key = in_force.policy_key
    union all
    select
        periods.period_month,
        'customer' as subject_type_code,
        customers.customer_id as subject_id,
        credit_lines.insurance_currency_code as currency_code,
        1 as expected_amount,
        case when rates.closing_rate is null then 0 else 1 end as actual_amount
    from {{ ref('stg_books__credit_lines') }} as credit_lines
    inner join {{ ref('dim_customers') }} as customers
        on upper(credit_lines.customer_code) = upper(customers.customer_code)
    inner join periods
        on
            credit_lines.approved_date <= periods.as_of_date
            and credit_lines.insurance_expiry_date >= periods.as_of_date
    left join {{ ref('int_closing_rates_dated') }} as rates
        on
            periods.as_of_date = rates.as_of_date
            and credit_lines.insurance_currency_code = rates.currency_code
)

{{ compared('provision_policies', 'comparison') }}
