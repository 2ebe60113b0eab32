"""The workbook of any plan, recalculated with its stored values removed, comes to the Python numbers."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from tests.engines import compare, require, stored_values
from tests.laws.figures import Raw
from tests.laws.plans import plans
from tests.plans import Computed

BOOKS = settings(max_examples=5, deadline=None)  # of some thousand formulas each


@BOOKS
@given(plans())
def test_recalculated_workbook_equals_python(raw: Raw) -> None:
    """By the quick engine; the shipped plans go through both."""
    with TemporaryDirectory() as folder:
        book = Computed.of(raw).result.to_excel(Path(folder) / "book.xlsx")
        stored = stored_values(book)
        assert sum(map(len, stored.values())) > 300
        assert compare(stored, require("formualizer")(book), set()) == []
