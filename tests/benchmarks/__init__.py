"""Timings, printed by `make bench`. Not tests: a busy machine must not fail a build."""
