"""The engine against the same arithmetic by hand: 240 formula rows x 10 years x 10,000 cases. `python benchmarks/engine.py`.

By hand means NumPy as one would write it without the row language: whole arrays, a loop over the years where a formula looks back,
and our rounding, so that both do the same work and give the same numbers to the last bit, which is checked first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from tco.formula.expression import Prior, Tier, at_least, cents, where, whole
from tco.formula.number import Values, evaluate
from tco.formula.rounding import Array, round_half_away, round_up_whole
from tco.formula.rows import Block, Model, Row, Table, Timeline

FLEETS, YEARS, CASES, ROUNDS = 12, 10, 10_000, 7
FLOORS, RATES = (0, 50, 200), (0.0, 0.02, 0.05)
RANGES: Mapping[str, tuple[str, float, float]] = {  # unit, lowest and highest draw
    "ratio": ("device/student", 0.5, 1.2),
    "spares": ("share", 0.0, 0.1),
    "retired": ("share", 0.1, 0.3),
    "loss": ("share", 0.01, 0.08),
    "rise": ("share", 0.0, 0.06),
    "price": ("usd/device", 200, 900),
    "breakage": ("incident/device", 0.05, 0.4),
    "repair": ("usd/incident", 40, 120),
    "licence": ("usd/device", 20, 60),
    "resale": ("share", 0.05, 0.2),
    "cap": ("usd", 20_000, 90_000),
}
Draws = Mapping[str, Array]


@dataclass(frozen=True)
class Plan:
    """The model and the inputs that vary: of the district and of each fleet."""

    model: Model
    inputs: list[dict[str, Row]]
    students: Row


def make_plan() -> Plan:
    years = tuple(range(2027, 2027 + YEARS))
    model = Model(Timeline("years", tuple(f"FY{year}" for year in years), years))
    table = model.table("tiers", "Tiers", ["first", "second", "third"])
    table.column("floor", "Floor", "device", values=FLOORS)
    table.column("rate", "Rate", "share", values=RATES)
    sheet = model.sheet("fleets", "Fleets")
    students = sheet.block("district", "District").numbers("students", "Students", "student", [1000] * YEARS)
    plan = Plan(model, [], students)
    for number in range(FLEETS):
        fleet_rows(plan, sheet.block(f"fleet_{number}", f"Fleet {number}"), table)
    return plan


def fleet_rows(plan: Plan, b: Block, tiers: Table) -> None:
    """The twenty formula rows of one fleet."""
    given = {id: b.number(id, id, of, low) for id, (of, low, _) in RANGES.items()}
    one = b.number("one", "At the start", "share", 1)
    left = b.announce("left", "Left", "device")
    index = b.announce("index", "Index", "share")
    spent_so_far = b.announce("so_far", "Spent so far", "usd")
    assigned = b.row("assigned", "Assigned", "device", plan.students * given["ratio"])
    spare = b.row("spare", "Spares", "device", assigned * given["spares"])
    needed = b.row("needed", "Needed", "device", whole(assigned + spare))
    before = b.row("before", "Left last year", "device", Prior(left))
    kept = b.row("kept", "Kept", "device", before * (1 - given["retired"]))
    bought = b.row("bought", "Bought", "device", at_least(0, needed - kept))
    serving = b.row("serving", "In service", "device", kept + bought)
    b.define(left, serving * (1 - given["loss"]))
    b.define(index, Prior(index) * (given["rise"] + 1), opening=one)
    price = b.row("price_now", "Price", "usd/device", given["price"] * index)
    spent = b.row("spent", "Spent", "usd", cents(bought * price))
    broken = b.row("broken", "Broken", "incident", serving * given["breakage"])
    repairs = b.row("repairs", "Repairs", "usd", cents(broken * given["repair"] * index))
    licences = b.row("licences", "Licences", "usd", cents(bought * given["licence"]))
    rebate = b.row("rebate", "Rebate", "share", Tier(bought, *tiers.columns))
    saved = b.row("saved", "Saved", "usd", cents(spent * rebate))
    resold = b.row("resold", "Resold", "usd", cents((before - kept) * given["resale"] * price))
    cost = b.row("cost", "Cost", "usd", spent + repairs + licences - saved - resold)
    b.row("over", "Over the cap", "usd", where(cost > given["cap"], cost - given["cap"], 0))
    b.define(spent_so_far, Prior(spent_so_far) + cost)
    plan.inputs.append(given)


def by_hand(students: Array, draws: Draws) -> dict[str, Array]:
    """One fleet, in arrays of years by cases."""
    assigned = students * draws["ratio"]
    spare = assigned * draws["spares"]
    needed = round_up_whole(assigned + spare)
    before, kept, bought, serving, left = (np.empty_like(needed) for _ in range(5))
    for year in range(YEARS):
        before[year] = left[year - 1] if year else 0.0
        kept[year] = before[year] * (1 - draws["retired"])
        bought[year] = np.maximum(0, needed[year] - kept[year])
        serving[year] = kept[year] + bought[year]
        left[year] = serving[year] * (1 - draws["loss"])
    index = np.empty_like(needed)
    for year in range(YEARS):
        index[year] = (index[year - 1] if year else 1.0) * (draws["rise"] + 1)
    price_now = draws["price"] * index
    spent = round_half_away(bought * price_now, 2)
    broken = serving * draws["breakage"]
    repairs = round_half_away(broken * draws["repair"] * index, 2)
    licences = round_half_away(bought * draws["licence"], 2)
    volume, rebate = round_half_away(bought, 9), np.full_like(bought, np.nan)
    for floor, rate in zip(FLOORS, RATES, strict=True):
        rebate = np.where(volume >= floor, rate, rebate)
    saved = round_half_away(spent * rebate, 2)
    resold = round_half_away((before - kept) * draws["resale"] * price_now, 2)
    cost = spent + repairs + licences - saved - resold
    over = np.where(round_half_away(cost - draws["cap"], 4) > 0, cost - draws["cap"], 0)
    so_far = np.empty_like(cost)
    for year in range(YEARS):
        so_far[year] = (so_far[year - 1] if year else 0.0) + cost[year]
    return {
        name: array
        for name, array in locals().items()
        if name not in ("students", "draws", "year", "floor", "rate", "volume")
    }


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    plan, draw = make_plan(), np.random.default_rng(1)
    students = draw.uniform(900, 1100, (YEARS, CASES))
    draws = [{id: draw.uniform(low, high, CASES) for id, (_, low, high) in RANGES.items()} for _ in range(FLEETS)]
    inputs = {
        row: one[id].reshape(1, 1, CASES)
        for given, one in zip(plan.inputs, draws, strict=True)
        for id, row in given.items()
    }
    inputs[plan.students] = students.reshape(YEARS, 1, CASES)
    formulas = [row for row in plan.model.rows() if not row.is_input]
    wanted = [row for row in formulas if row.id.endswith((".cost", ".so_far"))]

    def engine(keep: list[Row] | None) -> Values:
        return evaluate(plan.model, inputs, cases=CASES, keep=keep)

    def hand(keep: Collection[str]) -> list[dict[str, Array]]:
        return [{name: array for name, array in by_hand(students, one).items() if name in keep} for one in draws]

    names = {row.id.split(".")[1] for row in formulas}
    assert len(formulas) == 20 * FLEETS
    values, expected = engine(None), hand(names)
    for row in formulas:
        fleet, name = row.id.removeprefix("fleet_").split(".")
        np.testing.assert_array_equal(values[row][:, 0], expected[int(fleet)][name], err_msg=row.id)
    del values, expected
    for kept, rows, named in (("headline rows", wanted, {"cost", "so_far"}), ("every row", None, names)):
        rounds = [(seconds(lambda: engine(rows)), seconds(lambda: hand(named))) for _ in range(ROUNDS)]  # noqa: B023
        ours, theirs = (min(column) for column in zip(*rounds, strict=True))
        size = f"{len(formulas)} formula rows x {YEARS} years x {CASES:,} cases"
        print(f"engine, {kept} kept: {ours / theirs:.2f} times by hand ({ours:.2f} s against {theirs:.2f} s; {size})")


if __name__ == "__main__":
    main()
