"""The US case on the engines: the bytes of one process. RECOOP_US_PATHS says how many paths; 1,000 by default."""

import os

import folders
import test_engines


class UsCase(test_engines.Engines):
    CASE = folders.ROOT / "cases/us-2026"
    EDITS = ()
    PATHS = int(os.environ.get("RECOOP_US_PATHS", "1000"))
