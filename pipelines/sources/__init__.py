"""Readers: bytes to typed Polars frames, one module per format. No Dagster, no SQL, no database."""
