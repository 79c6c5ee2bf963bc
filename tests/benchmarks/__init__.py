"""Timings, printed by `make bench`. Not tests: a busy machine must not fail a build.

`python -m tests.benchmarks` runs all; `run`, `cin`, `ssda903` or `agreement cin` run one alone.
"""
