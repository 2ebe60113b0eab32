"""Hours of the district's own people that a fleet takes, and what they cost where they are not on the payroll of the plan."""

from __future__ import annotations

from tco.formula.expression import cents, sum_rows
from tco.formula.rows import Row
from tco.inputs.devices import Fleet
from tco.model.ask import ask_part
from tco.model.postings import Item, Phase
from tco.model.stock import FleetRows

TASKS: tuple[tuple[str, str, Phase], ...] = (
    ("repair", "Hours of repairs", "support"),
    ("staging", "Hours to stage new devices", "deploy"),
    ("retiring", "Hours to retire devices", "retire"),
)


def labor_rows(item: Item, fleet: Fleet, rows: FleetRows, repairs: Row | None) -> Row | None:
    """Hours to mend, to stage new devices and to retire old ones, and all of them together.

    Without a rate they are only counted: positions that do this work are in [positions], which can read them. With a rate they are
    posted as labor, and nobody in [positions] may be paid for the same hours.
    """
    labor, block = fleet.labor, item.block
    if labor is None:
        return None
    counted = {"repair": repairs, "staging": rows.bought, "retiring": rows.retired}
    hours: dict[Phase, Row] = {}
    for field, label, phase in TASKS:
        of = counted[field]
        if getattr(labor, field) is not None and of is not None:
            hours[phase] = block.row(f"{field}_hours", label, "hour", of * ask_part(block, labor, "labor", field))
    in_all = block.row("labor_hours", "Hours of the district's own people", "hour", sum_rows(list(hours.values())))
    if labor.rate is not None:
        price = ask_part(block, labor, "labor", "rate") * item.ground.economy.index["labor"]
        now = block.row("labor.rate_now", "Price of an hour, in the year's dollars", "usd/hour", price)
        for phase, row in hours.items():
            id = row.id.removeprefix(f"{block.id}.")
            cost = block.row(f"{id}_cost", f"{row.label}: cost", "usd", cents(row * now))
            item.post(cost, phase, category="labor")
    return in_all
