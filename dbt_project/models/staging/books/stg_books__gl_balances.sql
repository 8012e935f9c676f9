-- The thirteenth month holds the entries of the year's close; as a date it is December once more.
select
    cast(
        cast(ejercicio as varchar) || '-' || lpad(cast(least(mes, 12) as varchar), 2, '0') || '-01' as date
    ) as period_month,
    mes = 13 as is_year_end_close,
    cuenta as account_code,
    nombre_de_la_cuenta as account_name,
    saldo_inicial as opening_balance_amount_mxn,
    debe as debit_amount_mxn,
    haber as credit_amount_mxn,
    saldo_final as closing_balance_amount_mxn
from {{ known_rows('books_gl_balances') }} as raw_rows
where coalesce(anulado, 'no') <> 'yes'
