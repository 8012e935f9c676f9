-- All periods of every possible span [from, until): an equality join spreads balances over months.
select
    firsts.month_number as from_month_number,
    lasts.month_number + 1 as until_month_number,
    periods.month_number,
    periods.period_month,
    periods.as_of_date
from {{ ref('int_periods') }} as firsts
inner join {{ ref('int_periods') }} as lasts
    on firsts.month_number <= lasts.month_number
inner join {{ ref('int_periods') }} as periods
    on periods.month_number between firsts.month_number and lasts.month_number
