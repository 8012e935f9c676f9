"""Receipts to payers to open items: frames in, proposals out. Neither Dagster nor a database."""
