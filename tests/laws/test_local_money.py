"""Local and state money neither appears nor vanishes, whatever the sources; reserves last; a plan rolled forward goes on."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings

from tests.engines import compare, require, stored_values
from tests.laws.figures import Raw
from tests.laws.local_money import plans
from tests.plans import Array, Computed

SOME = settings(max_examples=25, deadline=None)
CENTS = 0.005


def moved(plan: Computed, id: str) -> Array:
    """What a source got from others less what it gave them."""
    name = f"sources.{id}.transferred"
    return plan.row(name) if name in plan.rows else np.zeros(len(plan.years))


@SOME
@given(plans())
def test_opening_received_and_transferred_are_paid_lapsed_and_closing(raw: Raw) -> None:
    plan = Computed.of(raw)
    for id in raw["sources"]:
        row = {name: plan.row(f"sources.{id}.{name}") for name in ("opening", "received", "paid", "lapsed", "closing")}
        away = row["opening"] + row["received"] + moved(plan, id) - row["paid"] - row["lapsed"] - row["closing"]
        assert np.abs(away).max() < CENTS, id
        assert row["paid"].min() > -CENTS
        if id != "general":  # a fund that spends more than its revenue runs dry by itself
            assert row["closing"].min() > -CENTS, id


@SOME
@given(plans())
def test_transfers_go_from_one_source_to_another_and_payments_with_the_gap_are_the_cost(raw: Raw) -> None:
    plan = Computed.of(raw)
    nothing = np.zeros(len(plan.years))
    assert np.abs(sum((moved(plan, id) for id in raw["sources"]), nothing)).max() < CENTS
    paid = sum((plan.row(f"sources.{id}.paid") for id in raw["sources"]), nothing)
    assert np.abs(paid + plan.row("funding.gap") - plan.row("funding.cost")).max() < CENTS


@SOME
@given(plans())
def test_a_bond_is_paid_back_to_the_cent_within_its_term(raw: Raw) -> None:
    plan = Computed.of(raw)
    owed, principal = plan.row("sources.bond.bond_owed"), plan.row("sources.bond.principal")
    borrowed = plan.row("sources.bond.proceeds")
    assert np.abs(np.cumsum(borrowed - principal) - owed).max() < CENTS
    assert owed.min() > -CENTS
    ends = raw["sources"]["bond"]["bond"]["issued"] + raw["sources"]["bond"]["bond"]["term"]
    assert all(left < CENTS for year, left in zip(plan.years, owed, strict=True) if year >= ends)


@SOME
@given(plans())
def test_a_level_contribution_of_its_own_lasts_and_a_smaller_one_does_not(raw: Raw) -> None:
    """Alone, with money of its own, a reserve pays all that it is asked for and keeps its floor."""
    source = dict(raw["sources"]["reserve"])
    source["reserve"] = {key: value for key, value in source["reserve"].items() if key != "from"} | {
        "contribution": "level"
    }
    plan = Computed.of({**raw, "sources": {"reserve": source}})
    assert plan.row("funding.gap").max() < len(plan.years) * CENTS  # interest is paid in whole cents
    level = float(plan.row("sources.reserve.contribution")[0])
    if level < 1:
        return
    less = {"contribution": "typed", "amount": level - 1}
    short = Computed.of({**raw, "sources": {"reserve": {**source, "reserve": source["reserve"] | less}}})
    floor = short.row("sources.reserve.reserve.floor") if "floor" in source["reserve"] else 0
    missed = short.row("funding.gap").max() > CENTS or (short.row("sources.reserve.closing") - floor).min() < -CENTS
    assert missed


@SOME
@given(plans())
def test_rolled_forward_the_sources_go_on_as_they_were(raw: Raw) -> None:
    """With typed contributions; a level one is set anew for the years that remain."""
    raw["sources"]["reserve"]["reserve"]["contribution"] = "typed"
    plan = Computed.of(raw)
    rolled = plan.rolled()
    for id in raw["sources"]:
        for name in ("opening", "received", "paid", "closing"):
            found, before = rolled.row(f"sources.{id}.{name}"), plan.row(f"sources.{id}.{name}")[1:]
            assert np.abs(found - before).max() < CENTS, f"{id}.{name}: {before.tolist()} became {found.tolist()}"


@settings(max_examples=3, deadline=None)
@given(plans())
def test_the_recalculated_workbook_has_the_same_money(raw: Raw) -> None:
    with TemporaryDirectory() as folder:
        book = Computed.of(raw).result.to_excel(Path(folder) / "book.xlsx")
        assert compare(stored_values(book), require("formualizer")(book), set()) == []
