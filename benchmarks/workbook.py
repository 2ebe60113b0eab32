"""The sample plan, from file to workbook, as a whole process: `python benchmarks/workbook.py [PLAN]`.

Against a process that imports the same libraries and writes the same cells, text, numbers and formulas, with openpyxl alone: no plan
read, nothing computed, no looks, no charts, no stored values. Both are whole processes, started anew for each round.
"""

from __future__ import annotations

import os
import pickle
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "scenarios" / "peninsula_wa" / "plan.toml"
ROUNDS = 5

OURS = """
import sys, tco
tco.load(sys.argv[1]).run().to_excel(sys.argv[2], force=True)
"""
OPENPYXL_ALONE = """
import pickle, sys, tco
from openpyxl import Workbook
with open(sys.argv[1], "rb") as file:
    sheets = pickle.load(file)
book = Workbook()
book.remove(book.active)
for title, cells in sheets.items():
    sheet = book.create_sheet(title)
    for line, column, value in cells:
        sheet.cell(line, column, value)
book.save(sys.argv[2])
"""
ONLY_IMPORTS = "import tco"
Cells = dict[str, list[tuple[int, int, object]]]


def cells_of(book: Path) -> Cells:
    """Every cell with something in it, sheet by sheet."""
    return {
        sheet.title: [(cell.row, cell.column, cell.value) for line in sheet for cell in line if cell.value is not None]
        for sheet in load_workbook(book)
    }


def seconds(script: str, *arguments: Path) -> float:
    """Processor time of a process that runs the script: unlike the clock, it hardly depends on what else the machine does."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    path = os.pathsep.join([str(ROOT), *sys.path])
    subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], check=True, env=os.environ | {"PYTHONPATH": path}
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    plan = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    with tempfile.TemporaryDirectory() as folder:
        book, cells, plain = (Path(folder) / name for name in ("book.xlsx", "cells.pickle", "plain.xlsx"))
        seconds(OURS, plan, book)
        found = cells_of(book)
        cells.write_bytes(pickle.dumps(found))
        rounds = [
            (seconds(OURS, plan, book), seconds(OPENPYXL_ALONE, cells, plain), seconds(ONLY_IMPORTS))
            for _ in range(ROUNDS)
        ]
        assert cells_of(plain) == found
    ours, alone, imports = (min(column) for column in zip(*rounds, strict=True))
    count = sum(map(len, found.values()))
    print(
        f"workbook, whole process: {ours / alone:.2f} times openpyxl alone ({ours:.2f} s against {alone:.2f} s, "
        f"of which {imports:.2f} s imports in both; {count:,} cells on {len(found)} sheets)"
    )


if __name__ == "__main__":
    main()
