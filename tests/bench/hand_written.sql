-- What a person who knows DuckDB would write for the same files, without landing, versions, checks
-- or contracts: read the exports, build the ledger, age it. Placeholders: ${inbox}, ${delivery}.
create table docs as
select DOCTO_CC_ID as id, CLIENTE_ID as customer, CONCEPTO_CC_ID as concept, FOLIO as folio,
    NATURALEZA_CONCEPTO as nature, FECHA as day, TIPO_CAMBIO as rate, COND_PAGO_ID as terms
from read_csv('${inbox}/microsip/${delivery}/DOCTOS_CC.csv', header = true,
    types = {'TIPO_CAMBIO': 'DECIMAL(18,6)', 'FECHA': 'DATE', 'DESCRIPCION': 'VARCHAR', 'FOLIO': 'VARCHAR'})
where CANCELADO = 'N' and APLICADO = 'S';

create table lines as
select IMPTE_DOCTO_CC_ID as id, DOCTO_CC_ID as doc, TIPO_IMPTE as type, DOCTO_CC_ACR_ID as charge,
    IMPORTE + coalesce(IMPUESTO, 0) as gross, coalesce(IVA_RETENIDO, 0) as withheld,
    coalesce(DSCTO_PPAG, 0) as discount
from read_csv('${inbox}/microsip/${delivery}/IMPORTES_DOCTOS_CC.csv', header = true,
    types = {'IMPORTE': 'DECIMAL(18,2)', 'IMPUESTO': 'DECIMAL(18,2)', 'IVA_RETENIDO': 'DECIMAL(18,2)',
             'DSCTO_PPAG': 'DECIMAL(18,2)'})
where CANCELADO = 'N' and APLICADO = 'S';

create table due as
select DOCTO_CC_ID as doc, FECHA_VENCIMIENTO as due, PCTJE_VEN as percent
from read_csv('${inbox}/microsip/${delivery}/VENCIMIENTOS_CARGOS_CC.csv', header = true,
    types = {'PCTJE_VEN': 'DECIMAL(9,6)', 'FECHA_VENCIMIENTO': 'DATE'});

create table customers as
select c.*, m.CLAVE_FISCAL as currency
from read_csv('${inbox}/microsip/${delivery}/CLIENTES.csv', header = true, quote = '"') as c
join read_csv('${inbox}/microsip/${delivery}/MONEDAS.csv', header = true) as m using (MONEDA_ID);

create table balances as
from read_csv('${inbox}/microsip/${delivery}/SALDOS_CC.csv', header = true);
create table terms as
from read_csv('${inbox}/microsip/${delivery}/PLAZOS_COND_PAG.csv', header = true);
create table concepts as
from read_csv('${inbox}/microsip/${delivery}/CONCEPTOS_CC.csv', header = true);
create table rates as
from read_csv('${inbox}/banxico/${delivery}/*.csv', skip = ${rates_skip}, header = true, all_varchar = true);
create table bbva as
from read_csv('${inbox}/banks/${delivery}/*.txt', delim = '\t', header = true, all_varchar = true, quote = '');
create table banorte as
from read_csv('${inbox}/banks/${delivery}/*.csv', header = true, all_varchar = true);

create table ledger as
select l.id, d.id as doc, case l.type when 'C' then d.id when 'R' then l.charge end as charge, d.customer,
    c.currency, d.folio, k.NOMBRE as concept, d.day, l.type, d.rate,
    (case l.type when 'C' then l.gross - l.withheld when 'T' then l.gross
        else -(l.gross + l.discount) end)::decimal(18, 2) as amount
from lines as l
join docs as d on l.doc = d.id
join customers as c on d.customer = c.CLIENTE_ID
join concepts as k on d.concept = k.CONCEPTO_CC_ID;

create table charges as
select doc as charge, any_value(customer) as customer, any_value(currency) as currency, any_value(folio) as folio,
    any_value(day) as day, any_value(rate) as rate, sum(amount) as amount
from ledger where type = 'C' group by doc;

create table applications as
select l.charge, greatest(l.day, c.day) as day, -l.amount as amount
from ledger as l join charges as c on l.charge = c.charge where l.type = 'R';

create table installments as
with shares as (
    select c.charge, c.amount, coalesce(d.due, c.day + t.DIAS_PLAZO::int, c.day) as due,
        coalesce(d.percent, t.PCTJE_VEN, 100) as percent
    from charges as c
    left join due as d on c.charge = d.doc
    join docs as h on c.charge = h.id
    left join terms as t on case when d.doc is null then h.terms end = t.COND_PAGO_ID),
numbered as (
    select *, row_number() over w as number, count(*) over (partition by charge) as of,
        sum(round(amount * percent * 0.01, 2)) over w as running
    from shares window w as (partition by charge order by due, percent))
select charge, number, due,
    case when number = of then amount else running end as until,
    case when number = 1 then 0 else lag(running) over (partition by charge order by number) end as before
from numbered;
