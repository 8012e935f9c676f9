{# A control compares subject by subject. Subjects that agree collapse into one row a month, so that a
   control costs one pass; those that differ keep their identity. `relation` has the columns
   period_month (null: holds for every month), subject_type_code, subject_id, currency_code,
   expected_amount, actual_amount. #}
{% macro compared(control_code, relation) -%}
    select
        cast('{{ control_code }}' as varchar) as control_code,
        judged.period_month,
        judged.is_exception,
        case when judged.is_exception then judged.subject_type_code end as subject_type_code,
        case when judged.is_exception then judged.subject_id end as subject_id,
        case when judged.is_exception then judged.currency_code end as currency_code,
        cast(sum(judged.expected_amount) as decimal(18, 2)) as expected_amount,
        cast(sum(judged.actual_amount) as decimal(18, 2)) as actual_amount,
        cast(count(*) as bigint) as compared_count
    from (
        select
            compared.*,
            abs(compared.actual_amount - compared.expected_amount) > policy.tolerance_amount as is_exception
        from {{ relation }} as compared
        cross join {{ ref('policy_controls') }} as policy
        where policy.control_code = '{{ control_code }}'
    ) as judged
    group by 1, 2, 3, 4, 5, 6
{%- endmacro %}
