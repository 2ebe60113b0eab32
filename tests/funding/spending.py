"""Costs of a small district that are easy to work with, for tests of who pays them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tco.plan import Plan
from tests.model.worked import DISTRICT, Worked, worked
from tests.plans import plan_of

Amounts = float | Mapping[int, float]


def operating(cost: Amounts) -> dict[str, Any]:
    """A service that costs so much a year."""
    price = cost if isinstance(cost, int | float) else {"by_year": dict(cost)}
    return {"services": {"web": {"label": "Web hosting", "category": "software", "price": price}}}


def capital(cost: Mapping[int, float]) -> dict[str, Any]:
    """Projects that are capital, one for each year."""
    lines = {"all": {"label": "Cabling", "kind": "capital"}}
    return {
        "projects": {
            f"cabling_{year}": {
                "label": f"Cabling {year}",
                "category": "network",
                "start": year,
                "lines": {"all": {**lines["all"], "amount": amount}},
            }
            for year, amount in cost.items()
        }
    }


def paid_by(sources: Mapping[str, Any], *costs: Mapping[str, Any], **more: Any) -> Worked:
    """The small district of four years from FY2027, with these costs and sources."""
    return worked(**_sections(sources, *costs), **more)


def plan_with(sources: Mapping[str, Any], *costs: Mapping[str, Any], **more: Any) -> Plan:
    """The same district as a plan, for what is said of it."""
    return plan_of({**DISTRICT, **_sections(sources, *costs), **more})


def _sections(sources: Mapping[str, Any], *costs: Mapping[str, Any]) -> dict[str, Any]:
    sections = {section: items for cost in costs for section, items in cost.items()}
    return sections | {
        "sources": {id: {"label": id, "recurrence": "recurring", **source} for id, source in sources.items()}
    }


def holds(found: Worked, id: str) -> None:
    """A source's yearly identity: opening + received + transferred = paid + lapsed + closing, to the cent."""
    rows = {name: found[f"sources.{id}.{name}"] for name in ("opening", "received", "paid", "lapsed", "closing")}
    moved = f"sources.{id}.transferred"
    transferred = found[moved] if moved in found.row_ids() else [0.0] * len(rows["paid"])
    came = [sum(parts) for parts in zip(rows["opening"], rows["received"], transferred, strict=True)]
    went = [sum(parts) for parts in zip(rows["paid"], rows["lapsed"], rows["closing"], strict=True)]
    assert [round(amount, 2) for amount in came] == [round(amount, 2) for amount in went]
    assert rows["opening"][1:] == rows["closing"][:-1]
