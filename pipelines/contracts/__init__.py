"""Pandera contracts: the one home of raw column names and types."""
