"""Benchmarks of generated packages and of the generator: `python -m tests.benchmarks [SECTION…]`."""
