-- One as-of date: open instalments with their bucket. Placeholder: ${as_of}.
with applied as (
    select charge, sum(amount) as amount from applications where day <= date '${as_of}' group by charge)
select date '${as_of}' as as_of, c.charge, i.number, c.customer, c.currency, c.folio, i.due,
    date '${as_of}' - i.due as late,
    case when date '${as_of}' <= i.due then 0 when date '${as_of}' - i.due <= 30 then 1
        when date '${as_of}' - i.due <= 60 then 2 when date '${as_of}' - i.due <= 90 then 3
        when date '${as_of}' - i.due <= 120 then 4 else 5 end as bucket,
    least(greatest(i.until - coalesce(a.amount, 0), 0), i.until - i.before)::decimal(18, 2) as open
from charges as c
join installments as i using (charge)
left join applied as a using (charge)
where c.day <= date '${as_of}' and i.until > coalesce(a.amount, 0)
