"""Reconciliation of a customer's own list with our ledger: frames in, a bridge to the cent out."""
