"""Which books there are. A new one is a definition in a module beside this one and a word here.

Belongs here: the list. Does not belong here: what a book holds.
"""

from pipelines.books.accounting_books import APPROVALS, GL_BALANCES
from pipelines.books.cash_books import MATCH_DECISIONS, REMITTANCES
from pipelines.books.collection_books import COLLECTION_LOG, PAYMENT_PLANS
from pipelines.books.credit_books import (
    CREDIT_DOCUMENTS,
    CREDIT_FILE,
    PAYER_ALIASES,
    RELATED_PARTIES,
)
from pipelines.books.customer_books import CUSTOMER_STATEMENTS, PORTAL_SUBMISSIONS
from pipelines.books.delivery_books import RECIPIENTS
from pipelines.books.worklist_book import WORKLIST

BOOKS = (
    COLLECTION_LOG,
    PAYMENT_PLANS,
    PORTAL_SUBMISSIONS,
    CREDIT_FILE,
    CREDIT_DOCUMENTS,
    PAYER_ALIASES,
    REMITTANCES,
    MATCH_DECISIONS,
    RELATED_PARTIES,
    CUSTOMER_STATEMENTS,
    GL_BALANCES,
    APPROVALS,
    RECIPIENTS,
)
# By the code in a file's mark. The worklist has no template and no table of its own: filled in, its
# rows are the collection log's.
BY_CODE = {book.code: book for book in (*BOOKS, WORKLIST)}
