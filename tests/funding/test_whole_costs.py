"""Costs that stay whole by item and year, and purchases on money for purchases: worked by hand, in cents."""

from __future__ import annotations

from dataclasses import replace

from tco.funding.outcome import evaluate
from tco.funding.problem import CostLine, Payer, Pot, Problem
from tco.funding.program import allocate
from tests.funding.problems import waterfall
from tests.funding.test_program import JANUARY, SEPTEMBER, line, payer

# Costs that stay whole, by item and year.


def a_year(*cents: int, whole: bool = True) -> list[CostLine]:
    """A position's year in two parts: July to September, and what comes after it."""
    summer, rest = line("summer", cents[0], whole=whole), line("rest", cents[1], month=JANUARY, whole=whole)
    return [replace(summer, item="coach"), replace(rest, item="coach")]


def two_for_a_coach() -> Problem:
    """A coach of 25 + 75; a grant of 25 that ends in September and lapses, and a levy of 100."""
    may = {"summer": (25,), "rest": (75,)}
    grant = payer("grant", Pot(25, 0, 0, until=SEPTEMBER, lapses=True), pays=may)
    return Problem(a_year(25, 75), [grant, payer("levy", Pot(100, 0, 0), pays=may)], 1)


def test_the_parts_of_a_positions_year_stay_with_one_source() -> None:
    """The levy may pay all year and does, so that the grant's 25 lapse; the waterfall splits the year and loses nothing."""
    problem = two_for_a_coach()
    found, split = allocate(problem), waterfall(problem)
    assert found.payments == {("levy", "summer", 0): 25, ("levy", "rest", 0): 75}
    assert (found.values["split"], found.values["lapsed"]) == (0, 25)
    assert split == {("grant", "summer", 0): 25, ("levy", "rest", 0): 75}
    assert (evaluate(problem, split)["split"], evaluate(problem, split)["lapsed"]) == (1, 0)
    assert found.status.startswith("Proved")


def test_a_district_that_wants_its_grant_used_puts_that_first() -> None:
    """With lapsed before split: the grant pays the summer, and the year is split once; nothing less is possible."""
    found = allocate(two_for_a_coach(), wishes=["gap", "lapsed", "split"])
    assert found.payments == {("grant", "summer", 0): 25, ("levy", "rest", 0): 75}
    assert [(wish.name, wish.value, wish.bound) for wish in found.wishes[:3]] == [
        ("gap", 0, 0),
        ("lapsed", 0, 0),
        ("split", 1, 1),
    ]
    assert found.status.startswith("Proved")


def test_what_staying_whole_costs_is_said() -> None:
    """The same in dollars: $2,500 of the grant lapse that a split year would use."""
    may = {"summer": (250_000,), "rest": (750_000,)}
    grant = payer("grant", Pot(250_000, 0, 0, until=SEPTEMBER, lapses=True), pays=may)
    problem = Problem(a_year(250_000, 750_000), [grant, payer("levy", Pot(1_000_000, 0, 0), pays=may)], 1)
    assert allocate(problem).whole_costs == ("lapsed", 250_000)
    assert allocate(problem, wishes=["gap", "lapsed", "split"]).whole_costs is None


def test_where_dates_force_a_split_each_part_stays_whole() -> None:
    """The grant pays until September, the fund only from January on: no source may pay the year, and that is no split."""
    grant = payer("grant", Pot(25, 0, 0, until=SEPTEMBER), pays={"summer": (25,), "rest": (75,)})
    fund = Payer("fund", [Pot(75, 0, 0, since=JANUARY)], {"summer": (25,), "rest": (75,)})
    found = allocate(Problem(a_year(25, 75), [grant, fund], 1))
    assert found.payments == {("grant", "summer", 0): 25, ("fund", "rest", 0): 75}
    assert found.values["split"] == 0


# One-time money for purchases.


def test_a_refresh_on_a_bond_for_purchases_is_no_cliff() -> None:
    """A bond of 100 for purchases pays the refresh of 80 that comes again; of 20 support it would pay, if it might, it hangs."""
    refresh, support = replace(line("refresh", 80, recurring=True), capital=True), line("support", 20, recurring=True)
    general = payer("general", Pot(100, 0, 0), pays={"refresh": (80,), "support": (20,)}, unrestricted=True)
    bond = replace(payer("bond", Pot(100, 0, 0, lapses=True), pays={"refresh": (80,)}, one_time=True))
    for only, pays, unused in ((True, "bond", 20), (False, "general", 100)):
        found = allocate(Problem([refresh, support], [general, replace(bond, capital_only=only)], 1))
        assert found.payments == {(pays, "refresh", 0): 80, ("general", "support", 0): 20}
        assert (found.values["recurring_on_one_time"], found.values["lapsed"]) == (0, unused)
