"""Bank statements: one source, any format, recognised by content."""
