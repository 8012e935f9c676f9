"""Dagster assets: thin rims over the steps in runs.py. No rule about money is written here."""
