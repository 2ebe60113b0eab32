"""The optimal allocation of 60 cost lines to 20 sources over 15 years, beside running the sample plan. `python benchmarks/program.py`.

A third of the lines stay whole. What is measured is the program alone, from cost lines and pots of money to payments in cents.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from tco.funding.outcome import evaluate, faults
from tco.funding.problem import CostLine, Payer, Pot, Problem
from tco.funding.program import Allocation, allocate
from tco.plan import load

LINES, SOURCES, YEARS, ROUNDS = 60, 20, 15, 3
FIRST_MONTH = 12 * 2026 + 7
SAMPLE = "peninsula_wa"


def make_problem(seed: int) -> Problem:
    """Costs of $50,000 to $400,000 a year; sources that lapse each year, carry over, end after 27 months or come once."""
    draw = Random(seed)
    lines = [make_line(draw, f"line{number}") for number in range(LINES)]
    return Problem(lines, [make_source(draw, f"source{number}", lines) for number in range(SOURCES)], YEARS)


def make_line(draw: Random, id: str) -> CostLine:
    base = draw.randrange(50_000_00, 400_000_00)
    cost = [base + draw.randrange(50_000_00) if draw.random() < 0.9 else 0 for _ in range(YEARS)]
    months = [FIRST_MONTH + 12 * year + draw.randrange(12) for year in range(YEARS)]
    return CostLine(id, cost, months, months, months, recurring=draw.random() < 0.6, whole=draw.random() < 0.33)


def make_source(draw: Random, id: str, lines: list[CostLine]) -> Payer:
    way = draw.choice(["lapses", "carries", "ends", "once"])
    amounts = [draw.randrange(100_000_00, 1_200_000_00) for _ in range(YEARS)]
    pots = {
        "lapses": [Pot(amount, year, year, lapses=True) for year, amount in enumerate(amounts)],
        "carries": [Pot(amount, year, YEARS - 1) for year, amount in enumerate(amounts)],
        "ends": [
            Pot(amount, year, year + 2, until=FIRST_MONTH + 12 * year + 26, lapses=True)
            for year, amount in enumerate(amounts[:-2])
        ],
        "once": [Pot(sum(amounts[:4]), 2, 5, until=FIRST_MONTH + 63, lapses=True)],
    }[way]
    share = draw.choice([1, 1, 1, 0.8])
    most = {line.id: [int(cost * share) for cost in line.cost] for line in lines if draw.random() < 0.5}
    return Payer(id, pots, most, one_time=way == "once", unrestricted=id == "source0")


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    problems = [make_problem(seed) for seed in range(ROUNDS)]
    found: list[Allocation] = []
    ours = [seconds(lambda: found.append(allocate(problem))) for problem in problems]  # noqa: B023
    for problem, one in zip(problems, found, strict=True):
        assert not faults(problem, one.payments)
        assert one.values == evaluate(problem, one.payments)
    theirs = min(seconds(lambda: load(SAMPLE).run()) for _ in range(ROUNDS))
    proved = sum(one.status.startswith("Proved") for one in found)
    size = f"{LINES} lines x {SOURCES} sources x {YEARS} years"
    print(
        f"optimal allocation: {max(ours):.2f} s, {max(ours) / theirs:.2f} times the sample plan's run ({theirs:.2f} s; "
        f"{size}, the slowest of {ROUNDS}; {proved} of {ROUNDS} proved best)"
    )


if __name__ == "__main__":
    main()
