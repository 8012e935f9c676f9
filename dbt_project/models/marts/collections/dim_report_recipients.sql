select
    report_code,
    email_text,
    upper(salesperson_name) as salesperson_name,
    recipient_name,
    language_code,
    valid_from_date as valid_from,
    valid_to_date as valid_to
from {{ ref('stg_books__recipients') }}
