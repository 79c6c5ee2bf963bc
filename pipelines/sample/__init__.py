"""Invented authorities in the layout of the Standard Safeguarding Dataset.

They serve for demonstration, test and benchmark.
Nothing here is real: neither people nor places, workers nor providers. The same parameters give
the same bytes.
"""

from pipelines.sample.writer import write_sample

__all__ = ["write_sample"]
