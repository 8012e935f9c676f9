"""A reminder as an e-mail: a draft that any mail program opens, and that is sent as it is.

Belongs here: what the message says, in text and in HTML. Does not belong here: what the letter says
(reminder_page.py), the message around it (email_parts.py), sending (delivery).
"""

from html import escape

from pipelines.documents.company import Sender
from pipelines.documents.email_parts import draft_of
from pipelines.documents.page_parts import Part
from pipelines.documents.reminder_page import subject_of
from pipelines.documents.reminder_plan import Reminder
from pipelines.documents.words import Words

CELL = "padding:3px 9px;border-bottom:1px solid #BFC7D5;text-align:{side}"
HEAD = "padding:3px 9px;background:#1F3864;color:#fff;text-align:{side}"


def reminder_email(
    reminder: Reminder, page: Part, words: Words, sender: Sender, attachment: tuple[str, bytes]
) -> bytes:
    """The message as bytes, lines ended by CRLF.

    page: the letter's data. attachment: its file name and PDF. Raises BadAddress for a sender that
    is none, and ValueError for a reminder without recipient.
    """
    if reminder.recipient is None:
        raise ValueError("a letter on paper has no e-mail")
    return draft_of(
        reminder.message_id,
        sender,
        reminder.recipient,
        subject=subject_of(reminder, words),
        language=reminder.language,
        text=text_body(page, words),
        html=html_body(page, words),
        attachment=attachment,
    )


def text_body(page: Part, words: Words) -> str:
    """The letter in plain text."""
    lines = [*between(page["opening"]), ""]
    for section in page["sections"]:
        lines.append(section["heading"])
        for table in section["tables"]:
            labels = [column["label"] for column in table["columns"]]
            for row in table["rows"]:
                pairs = zip(labels, row, strict=True)
                lines.append("- " + " · ".join(f"{label} {value}" for label, value in pairs))
        lines += [f"{line['label']}: {line['amount']}" for line in section["sums"]]
        if section["payment"] is not None:
            lines += ["", section["payment"]["heading"]]
            for account in section["payment"]["accounts"]:
                lines += [f"  {label}: {value}" for label, value in account]
        lines.append("")
    lines += [*between(page["closing"]), "", words.text("reminder.attachment"), ""]
    return "\n".join([*lines, page["farewell"], *page["signature"]]) + "\n"


def between(paragraphs: list[str]) -> list[str]:
    return "\n\n".join(paragraphs).split("\n")


def html_body(page: Part, words: Words) -> str:
    """The same letter in HTML; every text is escaped."""
    parts = [f"<p>{escape(text)}</p>" for text in page["opening"]]
    for section in page["sections"]:
        parts.append(f"<p><b>{escape(section['heading'])}</b></p>")
        parts += [html_table(table) for table in section["tables"]]
        parts += [
            f"<div>{escape(line['label'])}: <b>{escape(line['amount'])}</b></div>"
            for line in section["sums"]
        ]
        if section["payment"] is not None:
            parts.append(f"<p><b>{escape(section['payment']['heading'])}</b></p>")
            parts += [
                f"<div>{escape(label)}: {escape(value)}</div>"
                for account in section["payment"]["accounts"]
                for label, value in account
            ]
    parts += [f"<p>{escape(text)}</p>" for text in page["closing"]]
    parts.append(f"<p>{escape(words.text('reminder.attachment'))}</p>")
    signed = "<br>".join(escape(row) for row in (page["farewell"], *page["signature"]))
    body = "\n".join([*parts, f"<p>{signed}</p>"])
    style = "font-family:Calibri,Arial,sans-serif;font-size:14px;color:#262626"
    return f'<html><body style="{style}">\n{body}\n</body></html>\n'


def html_table(table: Part) -> str:
    sides = [column["align"] for column in table["columns"]]

    def cells(tag: str, style: str, values: list[str]) -> str:
        made = [
            f'<{tag} style="{style.format(side=side)}">{escape(value)}</{tag}>'
            for side, value in zip(sides, values, strict=True)
        ]
        return f"<tr>{''.join(made)}</tr>"

    rows = [cells("th", HEAD, [column["label"] for column in table["columns"]])]
    rows += [cells("td", CELL, row) for row in table["rows"]]
    return f'<table style="border-collapse:collapse;font-size:13px">{"".join(rows)}</table>'
