-- Who is written to: the main address's e-mails, those of the others only where it has none.
with ranked as (
    select
        addresses.address_id,
        addresses.customer_id,
        addresses.email_text,
        addresses.is_main,
        row_number() over (
            partition by addresses.customer_id
            order by addresses.is_main desc, addresses.address_order asc
        ) as contact_rank
    from {{ ref('stg_microsip__addresses') }} as addresses
    where addresses.email_text is not null
)

select
    address_id,
    customer_id,
    email_text,
    is_main
from ranked
where contact_rank = 1
