"""Benchmarks of generated packages and of the generator: `python -m tests.benchmarks [SECTION…]`."""

from __future__ import annotations

import sys
from pathlib import Path

# Where pytest finds the generated package too (`pythonpath` in pyproject.toml).
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "generated"))
