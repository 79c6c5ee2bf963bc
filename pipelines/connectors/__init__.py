"""Connectors: pure functions from a source to landed tables and a report. No Dagster here."""
