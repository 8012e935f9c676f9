"""The benchmark: cartera beside a hand-written DuckDB script, on the same files in the same run."""
