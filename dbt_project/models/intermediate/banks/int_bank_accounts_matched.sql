-- One account is printed in many ways: its digits with or without leading zeros, its CLABE (bank, town, account,
-- check digit), or masked but for its last digits. The core is what is left of the account itself.
{%- set weights = [3, 7, 1] %}
with printed as (
    select
        bank_code,
        account_number
    from {{ ref('stg_banks__movements') }}
    union
    select
        bank_code,
        account_number
    from {{ ref('stg_banks__statements') }}
),

judged as (
    select
        bank_code,
        account_number,
        account_number like '%*%' as is_masked,
        length(account_number) = 18 and replace(translate(account_number, '123456789', '000000000'), '0', '') = ''
            as has_clabe_digits
    from printed
),

checked as (
    select
        *,
        case
            when has_clabe_digits
                then (
                    {%- for place in range(17) %}
                        (cast(substr(account_number, {{ place + 1 }}, 1) as integer) * {{ weights[place % 3] }}) % 10
                        {{- ' +' if not loop.last }}
                    {%- endfor %}
                    + cast(substr(account_number, 18, 1) as integer)
                ) % 10 = 0
            else false
        end as is_clabe
    from judged
),

cores as (
    select
        bank_code as printed_bank_code,
        account_number,
        is_masked,
        coalesce(bank_code, case when is_clabe then substr(account_number, 1, 3) end) as bank_code,
        case
            when is_masked
                then right(account_number, cast(position('*' in reverse(account_number)) - 1 as integer))
            when is_clabe then ltrim(substr(account_number, 7, 11), '0')
            else ltrim(account_number, '0')
        end as core
    from checked
),

-- A format that does not say the bank takes it from another one of the same account, if only one bank has it.
banks_of_cores as (
    select
        core,
        min(bank_code) as bank_code
    from cores
    where not is_masked and bank_code is not null
    group by core
    having count(distinct bank_code) = 1
),

whole as (
    select
        cores.printed_bank_code,
        cores.account_number,
        cores.core,
        coalesce(cores.bank_code, banks_of_cores.bank_code) as bank_code
    from cores
    left join banks_of_cores on cores.core = banks_of_cores.core
    where not cores.is_masked
),

-- A masked number is the only account that ends with its visible digits; of two, it is neither.
unmasked as (
    select
        cores.printed_bank_code,
        cores.account_number,
        min(whole.core) as core,
        min(whole.bank_code) as bank_code
    from cores
    inner join whole
        on
            right(whole.core, length(cores.core)) = cores.core
            and coalesce(whole.bank_code, cores.bank_code, '') = coalesce(cores.bank_code, whole.bank_code, '')
    where cores.is_masked and length(cores.core) >= 4
    group by cores.printed_bank_code, cores.account_number
    having count(distinct whole.core || '/' || coalesce(whole.bank_code, '')) = 1
)

select
    cores.printed_bank_code,
    cores.account_number,
    coalesce(whole.bank_code, unmasked.bank_code, cores.bank_code) as bank_code,
    coalesce(whole.bank_code, unmasked.bank_code, cores.bank_code, '000') || '-'
    || coalesce(whole.core, unmasked.core, '*' || cores.core) as account_id
from cores
left join whole
    on
        cores.account_number = whole.account_number
        and coalesce(cores.printed_bank_code, '') = coalesce(whole.printed_bank_code, '')
left join unmasked
    on
        cores.account_number = unmasked.account_number
        and coalesce(cores.printed_bank_code, '') = coalesce(unmasked.printed_bank_code, '')
