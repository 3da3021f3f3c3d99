"""The folder in which a case is checked: kept if it fails, with what was found, else removed."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any


def begin(target: Path, name: str) -> Path:
    """An empty folder for a case."""
    work = target / "work" / name
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return work


def end(result: Any, work: Path, target: Path, name: str) -> None:
    """Keeps the folder of a result that did not pass, and says where in it; removes others."""
    if not result.passed:
        kept = target / "failed" / name
        shutil.rmtree(kept, ignore_errors=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(work, kept)
        result.kept = str(kept)
        (kept / "found.json").write_text(json.dumps(asdict(result), indent=2), encoding="utf-8")
    shutil.rmtree(work, ignore_errors=True)
