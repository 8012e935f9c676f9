"""Firebird databases: those of a running server, and backups opened by an engine of our own."""
