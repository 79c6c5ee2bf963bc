"""Timings, printed by `make bench`. Nothing here is a test: a busy machine must not fail a build."""
