"""Benchmarks: ratios against the bare work, from one run. `python -m tests.benchmarks`; see docs/benchmarks.md.

The suite runs each at its smallest size to prove that it works and checks what it measures; it never judges a time.
"""
