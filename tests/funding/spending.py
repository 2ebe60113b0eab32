"""Costs of a small district that are easy to work with, for tests of who pays them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.model.worked import Worked, worked

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
    sections = {section: items for cost in costs for section, items in cost.items()}
    named = {id: {"label": id, "recurrence": "recurring", **source} for id, source in sources.items()}
    return worked(**sections, **more, sources=named)


def holds(found: Worked, id: str) -> None:
    """A source's yearly identity: opening + received + transferred = paid + lapsed + closing, to the cent."""
    rows = {name: found[f"sources.{id}.{name}"] for name in ("opening", "received", "paid", "lapsed", "closing")}
    moved = f"sources.{id}.transferred"
    transferred = found[moved] if moved in found.row_ids() else [0.0] * len(rows["paid"])
    came = [sum(parts) for parts in zip(rows["opening"], rows["received"], transferred, strict=True)]
    went = [sum(parts) for parts in zip(rows["paid"], rows["lapsed"], rows["closing"], strict=True)]
    assert [round(amount, 2) for amount in came] == [round(amount, 2) for amount in went]
    assert rows["opening"][1:] == rows["closing"][:-1]
