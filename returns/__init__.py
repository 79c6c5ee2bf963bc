"""Statutory returns: specification, reader, rules and writer. Usable without the warehouse."""
