"""Read-outs: what people ask of a result, as tables with one column or line per fiscal year. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tco.errors import MissingError
from tco.formula.explain import Step, explain, find_row
from tco.formula.number import Values
from tco.formula.rows import Block, Model, Row, Timeline
from tco.inputs.devices import FLEETS
from tco.inputs.paths import hint
from tco.inputs.places import shown
from tco.ledger import YEAR_AND_AMOUNT

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def rows_table(model: Model, values: Values, rows: Sequence[Row], case: int = 0) -> pd.DataFrame:
    """Series as lines: row id, label and unit as the index, fiscal years as columns."""
    numbers = [values.of(row, case)[:, 0] for row in rows]
    return pd.DataFrame(numbers, index=_index(rows), columns=pd.Index(model.years.years, name="fiscal_year"))


def cash_table(model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """What the district pays first, what comes back and what is out, by source and in all: calendar months as columns [usd]."""
    sheets = [sheet for sheet in model.sheets if sheet.id == "cash"]
    blocks = [block for sheet in sheets for block in sheet.blocks if block.id.split(".")[0] == "cash"]
    rows = [row for block in blocks for row in block.rows if row.table is None]
    months = [month for sheet in sheets for month in calendar_months(sheet.timeline)]
    columns = pd.Index(months, name="month", dtype=object)
    return pd.DataFrame([values.of(row, case)[:, 0] for row in rows], index=_index(rows), columns=columns)


def calendar_months(months: Timeline) -> list[str]:
    """The months of a timeline as calendars write them, such as 2026-07."""
    places = [(year, months.starts + place % 12) for place, year in enumerate(months.years)]
    ahead = int(months.starts > 1)
    return [f"{year - ahead + (month > 12)}-{(month - 1) % 12 + 1:02}" for year, month in places]


def _index(rows: Sequence[Row]) -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples(
        [(row.id, row.label, str(row.unit)) for row in rows], names=["row", "label", "unit"]
    )


def block_table(model: Model, values: Values, block_id: str, case: int = 0) -> pd.DataFrame:
    """All yearly series of one block: a fleet, a product, a statement. Raises MissingError naming the blocks that there are."""
    block = find_block(model, block_id)
    series = [row for row in block.rows if row.timeline is model.years and row.table is None and not row.may_be_blank]
    return rows_table(model, values, series, case)


def constants_table(model: Model, values: Values, block_id: str, case: int = 0) -> pd.DataFrame:
    """The figures of one block that are the same in all years, as lines: row id, label and unit as the index, the value beside.

    Raises MissingError naming the blocks that there are.
    """
    block = find_block(model, block_id)
    rows = [row for row in block.rows if row.timeline is None and row.table is None and not row.may_be_blank]
    numbers = [float(values.of(row, case)[0, 0]) for row in rows]
    return pd.DataFrame({"value": numbers}, index=_index(rows))


def find_block(model: Model, block_id: str) -> Block:
    """The block with this id. Raises MissingError naming those that there are."""
    blocks = {block.id: block for sheet in model.sheets for block in sheet.blocks}
    if block_id not in blocks:
        raise MissingError(f"block {shown(block_id)}: the plan has none of this id. {hint(block_id, blocks, 'blocks')}")
    return blocks[block_id]


def cost_by(ledger: pd.DataFrame, *tags: str) -> pd.DataFrame:
    """Budgeted cost by any tags (category, item, kind, recurrence, phase, purpose, initiative, program), years as columns.

    Raises MissingError naming the tags that there are, also where none is given.
    """
    known = [column for column in ledger.columns if column not in YEAR_AND_AMOUNT]
    for tag in tags or ("",):
        if tag not in known:
            raise MissingError(f"tag {shown(tag)}: no posting has it. {hint(tag, known, 'tags')}")
    cash = ledger[ledger["budgeted"] == "yes"]
    table: pd.DataFrame = cash.pivot_table(index=list(tags), columns="fiscal_year", values="amount", aggfunc="sum")
    return table.round(2)


def refresh_calendar(model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """Devices bought for each school in each year, by fleet: lines are (fleet, school)."""
    lines, index = [], []
    for row in _of_fleets(model, "by_school"):
        if row.table is not None:
            fleet = row.id.removesuffix(".by_school")
            for name, devices in zip(row.table.record_names(), values.of(row, case).T, strict=True):
                if devices.any():
                    index.append((fleet, name))
                    lines.append(devices)
    names = pd.MultiIndex.from_tuples(index or [], names=["fleet", "school"])
    return pd.DataFrame(lines, index=names, columns=pd.Index(model.years.years, name="fiscal_year"))


def fleet_ages(model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """Mean age of each fleet at the start of each year [year]."""
    return rows_table(model, values, _of_fleets(model, "mean_age"), case)


def _of_fleets(model: Model, name: str) -> list[Row]:
    """The rows of this name of every fleet of the plan, not of options on one."""
    return [row for row in model.rows() if row.id.startswith(FLEETS) and row.id.endswith(f".{name}")]


def staffing(model: Model, values: Values, case: int = 0) -> pd.DataFrame:
    """Positions there are, positions needed and the gap, by function [fte]; empty where no position says its function."""
    return rows_table(model, values, [row for row in model.rows() if row.id.startswith("staffing.")], case)


def fleet_on(model: Model, values: Values, year: int, case: int = 0) -> pd.DataFrame:
    """What is in service in a fiscal year, fleet by fleet: devices, their mean age [year] and worth [usd] when it begins.

    The worth is NaN where the plan does not say what share of the price a device keeps. Raises MissingError.
    """
    at = year_index(model, year)
    rows = model.by_id()
    fleets = [row.id.removesuffix(".mean_age") for row in _of_fleets(model, "mean_age")]

    def value(id: str) -> float:
        return float(values.of(rows[id], case)[at, 0]) if id in rows else float("nan")

    labels = {block.id: block.label for sheet in model.sheets for block in sheet.blocks}
    lines = [
        {"label": labels[fleet], "fiscal_year": year}
        | {name: value(f"{fleet}.{name}") for name in ("in_service", "mean_age", "worth")}
        for fleet in fleets
    ]
    columns = ["label", "fiscal_year", "in_service", "mean_age", "worth"]
    return pd.DataFrame(lines, index=pd.Index(fleets, name="fleet"), columns=columns)


def year_index(model: Model, year: int) -> int:
    """The place of a fiscal year in the plan. Raises MissingError naming the years that there are."""
    years = model.years.years
    if year not in years:
        raise MissingError(f"FY{year} is not in the plan; it covers FY{years[0]} to FY{years[-1]}")
    return years.index(year)


def explain_in_year(model: Model, values: Values, row: str, year: int, case: int = 0) -> Step:
    """Why a row has its value in a fiscal year; of a row over months, in the year's first. Raises MissingError."""
    year_index(model, year)
    asked = find_row(model, row)
    timeline = model.years if asked.timeline is None else asked.timeline
    return explain(model, values, asked.id, timeline.years.index(year), case=case)


def scenario_table(model: Model, values: Values, names: Sequence[str], labels: Sequence[str]) -> pd.DataFrame:
    """Every scenario over all years [usd]: its label, cost, present value, what is still owed on leases
    after the last, what nobody pays, and its dearest year."""
    rows = model.by_id()

    def years(id: str, case: int) -> list[float]:
        return [float(amount) for amount in values.of(rows[id], case)[:, 0]]

    lines = [
        {
            "scenario": label,
            "cost": sum(years("by_category.total", case)),
            "present_value": sum(years("measures.present_value", case)),
            "owed_at_end": years("measures.owed", case)[-1] if "measures.owed" in rows else 0.0,
            "not_covered": sum(years("funding.gap", case)),
            "dearest_year": max(years("by_category.total", case)),
        }
        for case, label in enumerate(labels)
    ]
    return pd.DataFrame(lines, index=pd.Index(names, name="id"))


def csv_tables(ledger: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """The ledger and the read-outs as CSV texts by file name; text that a spreadsheet would take for a formula is quoted."""
    whole = {"ledger": ledger, **{name: table.reset_index() for name, table in tables.items()}}
    return {
        f"{name}.csv": table.map(csv_safe).to_csv(index=False, lineterminator="\n", float_format="%.15g")
        for name, table in whole.items()
    }


def csv_safe(value: object) -> object:
    """A CSV cell that a spreadsheet shows instead of running: a text's first sign of a formula gets a quote.

    A number stays a number: quoting -5 would turn it into text.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA) else value
