"""A plan with many sources against the same plan without: 60 items x 20 sources x 15 years. `python benchmarks/funding.py`.

Both are read from tables, built and computed with the three scenarios that a district may have. A quarter of the sources have dates
inside fiscal years, half may pay only some costs, some must be matched, and some have a cap.
"""

from __future__ import annotations

import datetime
import gc
import time
from collections.abc import Callable
from typing import Any

from tco.plan import plan_of
from tco.result import Result

ITEMS, SOURCES, YEARS, ROUNDS = 60, 20, 15, 5
FIRST = 2027
SECTIONS = ("devices", "software", "positions", "services", "contractors", "projects")


def plan(sources: int, items: int = ITEMS) -> dict[str, Any]:
    """A district whose items are spread over the sections, with so many sources."""
    each = -(-items // len(SECTIONS))
    raw: dict[str, Any] = {
        "schema": 1,
        "title": "Many items, many sources",
        "district": {"name": "A district", "enrolment": {"all": 8000}, "teachers": 450, "staff": 900},
        "calendar": {"start_month": 7, "first_year": FIRST, "horizon": YEARS},
        "economics": {"discount_rate": 0.03, "prices_as_of": FIRST},
        "scenarios": {
            "dear": {"label": "Dear money", "changes": {"economics.discount_rate": 0.06}},
            "old": {"label": "Kept longer", "changes": {"devices.item_0.life": 6}},
        },
        "sources": {f"source_{number}": source(number) for number in range(sources)},
    }
    return raw | {name: {f"item_{number}": item(name, number) for number in range(each)} for name in SECTIONS}


def item(section: str, number: int) -> dict[str, Any]:
    """One item of a section, each of its own size."""
    size = 1 + number / 10
    tags = {"program": f"program_{number % 4}", "month": 1 + number % 12}
    shapes: dict[str, dict[str, Any]] = {
        "devices": {
            "count": 200 * (number + 1),
            "price": {"device": {"price": 300 * size}},
            "life": 4,
            "loss": 0.03,
            "breakage": 0.1,
            "repair_cost": 60,
            "resale_price": 20,
            "lots": {"old": {"bought": FIRST - 2, "count": 150 * (number + 1)}},
        },
        "software": {"per": "student", "price": 4 * size},
        "positions": {"fte": size, "salary": 70_000, "benefits": 0.3, "function": "support"},
        "services": {"category": "software", "price": 9_000 * size},
        "contractors": {"amount": 12_000 * size},
        "projects": {
            "category": "network",
            "start": FIRST + number,
            "lines": {"all": {"label": "Work", "amount": 80_000 * size}},
        },
    }
    return {"label": f"{section} {number}", "tags": tags, **shapes[section]}


def source(number: int) -> dict[str, Any]:
    """One source: every second may pay but some costs, every fourth has dates, every fifth has a match or a cap."""
    found: dict[str, Any] = {
        "label": f"Source {number}",
        "recurrence": ("recurring", "at_risk", "one_time")[number % 3],
        "amount": 90_000 + 10_000 * number,
        "carries_over": number % 3 == 0,
    }
    if number % 2:
        narrow = {"programs": [f"program_{number % 4}"], "share": 0.9}
        found["uses"] = {"some": narrow, "more": {"kinds": ["capital"]}}
    if number % 4 == 0:
        found |= {
            "opens": datetime.date(FIRST + number % 5, 10, 1),
            "obligate_by": datetime.date(FIRST + 3 + number % 9, 9, 30),
        }
    if number % 5 == 1:
        found["match"] = 0.2
    if number % 10 == 3:
        found["uses"]["some"]["capped"] = True
        found["cap"] = 0.3
    return found


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes, with the garbage that it makes and without that of the work before."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(items: int, sources: int) -> tuple[Result, float, float]:
    """The result with sources, and the best times with them and without."""
    with_them, without = plan(sources, items), plan(0, items)
    rounds = [
        (seconds(lambda: plan_of(with_them).run()), seconds(lambda: plan_of(without).run())) for _ in range(ROUNDS)
    ]
    ours, theirs = (min(column) for column in zip(*rounds, strict=True))
    return plan_of(with_them).run(), ours, theirs


def main() -> None:
    result, ours, theirs = measure(ITEMS, SOURCES)
    rows = result.model.by_id()
    paid, cost, gap = (result.values.of(rows[f"funding.{id}"]).sum() for id in ("paid", "cost", "gap"))
    assert abs(paid + gap - cost) < 1, "payments and gap are the cost"
    size = f"{ITEMS} items x {SOURCES} sources x {YEARS} years, {paid / cost:.0%} paid"
    print(
        f"plan with sources: {ours / theirs:.2f} times the plan without ({ours:.2f} s against {theirs:.2f} s; {size})"
    )


if __name__ == "__main__":
    main()
