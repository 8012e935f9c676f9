-- Every customer of every source, and those that only documents name: nothing may fall out of a join.
with main_addresses as (
    select
        customer_id,
        nullif(rfc, '') as rfc
    from (
        select
            customer_id,
            rfc,
            row_number() over (partition by customer_id order by is_main desc, address_order asc) as address_rank
        from {{ ref('stg_microsip__addresses') }}
    ) as ranked
    where address_rank = 1
),

-- The key of the role that the ERP calls main; where no role is known, the one given first.
main_keys as (
    select
        customer_id,
        customer_code
    from (
        select
            customer_keys.customer_id,
            customer_keys.customer_code,
            row_number() over (
                partition by customer_keys.customer_id
                order by coalesce(key_roles.is_main, false) desc, customer_keys.key_order asc
            ) as key_rank
        from {{ ref('stg_microsip__customer_keys') }} as customer_keys
        left join {{ ref('stg_microsip__key_roles') }} as key_roles
            on customer_keys.key_role_number = key_roles.key_role_number
    ) as ranked
    where key_rank = 1
),

microsip_customers as (
    select
        customers.customer_id,
        'microsip' as source_code,
        main_keys.customer_code,
        customers.customer_name,
        main_addresses.rfc,
        currencies.currency_code,
        customers.status_code,
        customers.credit_limit_amount,
        terms.terms_name,
        salespeople.salesperson_name,
        collectors.collector_name,
        zones.zone_name,
        customer_types.customer_type_name
    from {{ ref('stg_microsip__customers') }} as customers
    left join main_keys on customers.customer_id = main_keys.customer_id
    left join main_addresses on customers.customer_id = main_addresses.customer_id
    left join {{ ref('stg_microsip__currencies') }} as currencies on customers.currency_id = currencies.currency_id
    left join {{ ref('stg_microsip__payment_terms') }} as terms on customers.terms_id = terms.terms_id
    left join {{ ref('stg_microsip__salespeople') }} as salespeople
        on customers.salesperson_id = salespeople.salesperson_id
    left join {{ ref('stg_microsip__collectors') }} as collectors
        on customers.collector_id = collectors.collector_id
    left join {{ ref('stg_microsip__zones') }} as zones on customers.zone_id = zones.zone_id
    left join {{ ref('stg_microsip__customer_types') }} as customer_types
        on customers.customer_type_id = customer_types.customer_type_id
),

ledger_mentions as (
    select
        customer_id,
        customer_code,
        customer_name,
        rfc,
        currency_code,
        salesperson_name,
        zone_name
    from {{ ref('stg_ledger__invoices') }}
    union all
    select
        customer_id,
        customer_code,
        customer_name,
        null as rfc,
        currency_code,
        null as salesperson_name,
        null as zone_name
    from {{ ref('stg_ledger__receipts') }}
),

ledger_customers as (
    select
        customer_id,
        'ledger' as source_code,
        max(customer_code) as customer_code,
        max(customer_name) as customer_name,
        max(rfc) as rfc,
        max(currency_code) as currency_code,
        cast(null as varchar) as status_code,
        cast(null as decimal(18, 2)) as credit_limit_amount,
        cast(null as varchar) as terms_name,
        max(salesperson_name) as salesperson_name,
        cast(null as varchar) as collector_name,
        max(zone_name) as zone_name,
        cast(null as varchar) as customer_type_name
    from ledger_mentions
    group by customer_id
),

delivered as (
    select * from microsip_customers
    union all
    select * from ledger_customers
),

only_in_documents as (
    select distinct documents.customer_id
    from {{ ref('stg_microsip__documents') }} as documents
    left join delivered on documents.customer_id = delivered.customer_id
    where delivered.customer_id is null
)

select * from delivered
union all
select
    customer_id,
    'microsip' as source_code,
    null as customer_code,
    null as customer_name,
    null as rfc,
    null as currency_code,
    null as status_code,
    null as credit_limit_amount,
    null as terms_name,
    null as salesperson_name,
    null as collector_name,
    null as zone_name,
    null as customer_type_name
from only_in_documents
