"""Statements of account and reminders: rows in, PDF, XLSX and EML out. Sending is delivery's."""
