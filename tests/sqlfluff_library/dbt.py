"""dbt's cross-database macros as sqlfluff sees them: text of the right shape, never run."""


def date_trunc(part: str, date: str) -> str:
    return f"date_trunc('{part}', {date})"


def last_day(date: str, part: str) -> str:
    return f"last_day({date}, '{part}')"


def dateadd(part: str, count: str | int, date: str) -> str:
    return f"dateadd('{part}', {count}, {date})"


def datediff(first: str, second: str, part: str) -> str:
    return f"datediff('{part}', {first}, {second})"


def hash(text: str) -> str:
    return f"md5({text})"


def split_part(text: str, delimiter: str, number: int) -> str:
    return f"split_part({text}, {delimiter}, {number})"


def listagg(measure: str, delimiter: str, order_by: str) -> str:
    return f"string_agg({measure}, {delimiter} {order_by})"
