-- A generic RFC, or none, is nobody's identity: such a customer is a legal entity of its own.
select
    customers.customer_id,
    customers.source_code,
    coalesce(customers.customer_code, customers.customer_id) as customer_code,
    coalesce(customers.customer_name, customers.customer_id) as customer_name,
    customers.rfc,
    case
        when generic.rfc is null and length(customers.rfc) in (12, 13)
            then 'E-' || substr({{ dbt.hash('customers.rfc') }}, 1, 12)
        else customers.customer_id
    end as legal_entity_id,
    generic.rfc is not null as is_generic_rfc,
    coalesce(generic.is_foreign, false) as is_foreign,
    coalesce(customers.currency_code, 'XXX') as currency_code,
    customers.status_code,
    customers.credit_limit_amount,
    customers.terms_name,
    customers.salesperson_name,
    customers.collector_name,
    customers.zone_name,
    customers.customer_type_name
from {{ ref('int_customers_unioned') }} as customers
left join {{ ref('policy_generic_rfcs') }} as generic
    on customers.rfc = generic.rfc
