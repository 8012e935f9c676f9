-- All periods of every possible span [from, until): an equality join spreads balances over months.
select
    starts.month_number as from_month_number,
    ends.month_number + 1 as until_month_number,
    periods.month_number,
    periods.period_month,
    periods.as_of_date
from {{ ref('int_periods') }} as starts
inner join {{ ref('int_periods') }} as ends
    on starts.month_number <= ends.month_number
inner join {{ ref('int_periods') }} as periods
    on periods.month_number between starts.month_number and ends.month_number
