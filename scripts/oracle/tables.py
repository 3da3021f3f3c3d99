"""Case folders as settings and tables: read, changed, written."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""A row by column; a blank cell is missing, None, or an empty text."""


@dataclass
class Case:
    """Settings of `case.toml` and rows of the tables, in order."""

    settings: dict[str, Any]
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """Rows of a table, which is made where it is missing."""
        return self.tables.setdefault(table, [])

    def add(self, table: str, **row: Any) -> Row:
        """Appends a row and returns it."""
        self.rows(table).append(row)
        return row

    def write(self, folder: Path) -> None:
        """Writes the folder; tables without rows have no file."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "case.toml").write_text(_toml(self.settings), encoding="utf-8")
        for name, rows in self.tables.items():
            if rows:
                _write_table(folder / f"{name}.csv", rows)


def read(folder: Path) -> Case:
    """Reads a folder of CSV tables. Cells stay text."""
    settings = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    return Case(settings, {path.stem: _read_table(path) for path in sorted(folder.glob("*.csv"))})


def _read_table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = [
            [cell.strip() for cell in line]
            for line in csv.reader(file)
            if line and not line[0].lstrip().startswith("#") and any(cell.strip() for cell in line)
        ]
    header = lines[0]
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


def _write_table(path: Path, rows: list[Row]) -> None:
    header = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_cell(row.get(column)) for column in header] for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ";".join(_cell(item) for item in value)
    return str(value)


def _toml(settings: dict[str, Any]) -> str:
    """Settings one level deep: scalars and lists first, then a section for each table."""
    plain = [f"{key} = {_value(value)}" for key, value in settings.items() if not isinstance(value, dict)]
    for key, value in settings.items():
        if isinstance(value, dict):
            plain += ["", f"[{key}]", *(f"{name} = {_value(item)}" for name, item in value.items())]
    return "\n".join(plain) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return str(value)
