"""Seeded returns of any size for timings, fuzzing and comparison with other validators.

They owe nothing to our readers, writers and specification: text is put together here, so that a
mistake there cannot hide itself. The children are invented and belong to no authority's data.
"""
