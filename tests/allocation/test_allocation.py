"""The optimal allocation of a plan: worked by hand, read off its rows, followed by the plan to the cent, and told in words."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings

import tco
from tco.allocation.answer import _nobody_pays, _run
from tco.allocation.books import Books
from tco.allocation.pots import caps_of, pots_of
from tco.errors import MissingError, PlanError
from tco.funding.problem import Cap, Pot
from tco.inputs.plan import PlanForm
from tests.allocation.districts import SOURCES, Raw, district, random_sources
from tests.plans import Computed, plan_of

SEPTEMBER_2027 = 12 * 2027 + 9


def test_the_grant_goes_to_the_refresh_and_the_levy_to_what_comes_again() -> None:
    """The waterfall gives the grant to what is committed first: $17,500 of July to September and $42,500 of the refresh in March.

    Better: all $60,000 to the refresh, and the levy's $70,000 to the two services, every year.
    """
    plan = plan_of(district())
    before = Computed(plan.run())
    assert before.row("funding.recurring_on_one_time").tolist() == [17_500, 0, 0]
    found = plan.allocate()
    wishes = found.comparison.wishes
    assert list(wishes.loc["Recurring cost on one-time money"]) == [17_500, 0]
    assert list(wishes.loc["Not covered"]) == [0, 0]
    after = Computed(found.plan.run())
    assert after.row("funding.recurring_on_one_time").tolist() == [0, 0, 0]
    assert after.row("sources.grant.paid").tolist() == [60_000, 0, 0]
    assert after.row("sources.levy.paid").tolist() == [70_000, 70_000, 70_000]
    assert after.row("funding.gap").tolist() == [0, 0, 0]
    assert found.comparison.status.startswith("Proved")


def test_what_pays_is_said_in_words() -> None:
    page = plan_of(district()).allocate().comparison.page()
    assert "  State grant, FY2027: $60,000; one-time money for a one-time cost" in page
    assert "it comes again, so that it is kept off one-time money (State grant)" in page


def test_money_that_ends_in_september_is_used_by_then() -> None:
    """The grant alone in FY2028 may pay July to September 2027 only: a quarter of $70,000; the rest of it lapses."""
    late = {**SOURCES["grant"], "amount": {"by_year": {2027: 0, 2028: 60_000, 2029: 0}}}
    found = plan_of(district({"grant": late})).allocate()
    after = Computed(found.plan.run())
    assert after.row("sources.grant.paid").tolist() == [0, 17_500, 0]
    assert after.row("sources.grant.lapsed").tolist() == [0, 42_500, 0]
    assert "no source that may pay it has money then" in found.comparison.page()
    assert found.comparison.gap == {2027: 130_000, 2028: 52_500, 2029: 70_000}


def test_the_districts_own_order_of_wishes() -> None:
    """With no recurring cost on one-time money above all, the grant pays the refresh only, and nobody the services."""
    alone = {"grant": SOURCES["grant"]}
    first = plan_of(district(alone)).allocate()
    assert first.comparison.allocation.values["gap"] == 27_000_000 - 6_000_000
    assert first.comparison.allocation.values["recurring_on_one_time"] == 0
    wishes = ["recurring_on_one_time"]
    small = {**SOURCES["grant"], "uses": {"own": {"categories": ["software"]}}}
    named = district({"grant": small}, funding={"wishes": wishes})
    assert plan_of(named).allocate().comparison.allocation.payments == {}
    assert plan_of(district({"grant": small})).allocate(wishes=wishes).comparison.allocation.payments == {}
    assert plan_of(district({"grant": small})).allocate().comparison.allocation.payments != {}


def test_a_position_and_a_contract_of_its_own_stay_whole() -> None:
    person = {"label": "Technician", "fte": 1, "salary": 70_000, "benefits": 0}
    contract = {"main": {"label": "Main", "end": datetime.date(2028, 6, 30)}}
    services = {"filter": {"label": "Content filter", "category": "security", "price": 40_000, "contract": "main"}}
    plan = plan_of(district(positions={"technician": person}, services=services, contracts=contract))
    lines = plan.allocate().comparison.problem.lines
    whole = {line.id.split("_")[0] for line in lines if line.whole}
    assert whole == {"positions.technician", "services.filter"}
    assert [line.can_wait for line in lines if line.id.startswith("projects")] == [True]


# What a source has, read off a run in which nobody pays.


def idle(source: Raw) -> Books:
    form = PlanForm.model_validate(district({"own": {"label": "Own", "recurrence": "recurring", **source}}))
    return _run(_nobody_pays(form, _run(form).lines[0]))


YEARS = {"by_year": {2027: 100, 2028: 200, 2029: 300}}


@pytest.mark.parametrize(
    ("source", "pots"),
    [
        (
            {"amount": YEARS},
            [Pot(10_000, 0, 0, lapses=True), Pot(20_000, 1, 1, lapses=True), Pot(30_000, 2, 2, lapses=True)],
        ),
        (
            {"amount": YEARS, "carries_over": True, "opening_balance": 50},
            [Pot(5_000, 0, 2), Pot(10_000, 0, 2), Pot(20_000, 1, 2), Pot(30_000, 2, 2)],
        ),
        (
            {"amount": {"by_year": {2027: 100, 2028: 0}}, "obligate_by": datetime.date(2027, 9, 30)},
            [Pot(10_000, 0, 1, until=SEPTEMBER_2027, lapses=True)],
        ),
        (
            {"amount": {"by_year": {2027: 100, 2028: 0}}, "carries_over": True, "opens": datetime.date(2026, 10, 1)},
            [Pot(10_000, 0, 2, since=12 * 2026 + 10)],
        ),
    ],
)
def test_pots_are_what_comes_and_when_it_would_lapse(source: Raw, pots: list[Pot]) -> None:
    assert pots_of(idle(source), idle(source), "own") == pots


CAPPED = {"uses": {"all": {"capped": True}}}
FROM_THE_FIRST = [(1_000, 0, 0), (3_000, 0, 1), (6_000, 0, 2)]


@pytest.mark.parametrize(
    ("source", "caps"),
    [
        ({"amount": YEARS, "cap": 0.1, "carries_over": True}, FROM_THE_FIRST),
        ({"amount": YEARS, "cap": 0.1}, [*FROM_THE_FIRST, (2_000, 1, 1), (5_000, 1, 2), (3_000, 2, 2)]),
        (
            {"grant": {"award": YEARS, "cap_share": 0.1, "cap_base": "allocation", "room_before": {2026: 4}}},
            FROM_THE_FIRST,
        ),
    ],
)
def test_room_under_a_cap_adds_up_until_its_money_lapses(source: Raw, caps: list[tuple[int, int, int]]) -> None:
    """10 % of $100, $200 and $300: unused room stays with money that does, and is gone with money that lapses each year.

    Awards of 27 months keep theirs for three fiscal years; room of an award of which nothing is left pays nothing.
    """
    books = idle({**source, **CAPPED})
    lines = frozenset(books.lines)
    assert caps_of(books, books, "own") == [Cap(amount, first, last, lines) for amount, first, last in caps]


def test_a_cap_on_money_that_lapses_does_not_hold_back_later_years() -> None:
    """10 % of $100,000, $50,000 and $30,000 on the content filter: $10,000, $5,000 and $3,000 of 3 x $40,000."""
    grant = {
        "label": "Grant",
        "recurrence": "recurring",
        "amount": {"by_year": {2027: 100_000, 2028: 50_000, 2029: 30_000}},
        "cap": 0.1,
        "uses": {"filter": {"categories": ["security"], "capped": True}},
    }
    found = plan_of(district({"grant": grant})).allocate()
    assert Computed(found.plan.run()).row("sources.grant.paid").tolist() == [10_000, 5_000, 3_000]
    assert found.comparison.status.startswith("Proved")


def test_a_match_leaves_the_district_its_part() -> None:
    found = plan_of(district({"grant": {**SOURCES["grant"], "match": 0.25}})).allocate()
    refresh = next(line for line in found.comparison.problem.lines if line.id.startswith("projects.refresh"))
    assert found.comparison.allocation.payments["grant", refresh.id, 0] == 4_500_000  # 75 % of $60,000
    assert "pays its share of the cost, by its rules" in found.comparison.page()


# Laws.


@settings(max_examples=25)
@given(random_sources())
def test_the_plan_follows_its_payments_to_the_cent(sources: Raw) -> None:
    """The waterfall with planned payments pays them all, and comes to what the program says; never to more than the waterfall."""
    plan = plan_of(district(sources))
    found = plan.allocate()
    after, values = Computed(found.plan.run()), found.comparison.allocation.values
    assert after.row("funding.plan_stale").max() == 0
    problem = found.comparison.problem
    cents = 0.01 * len(problem.lines) * problem.years  # what a source has may be no whole cents
    gap, on_one_time = (after.row(f"funding.{name}").sum() for name in ("gap", "recurring_on_one_time"))
    assert abs(gap - values["gap"] / 100) <= cents
    assert abs(on_one_time - values["recurring_on_one_time"] / 100) <= cents
    kept = [id for id, source in sources.items() if not source["unrestricted"]]
    over = [id for id in kept if sources[id]["recurrence"] == "one_time" and "amount" in sources[id]]  # not used then
    unused = sum(after.row(f"sources.{id}.lapsed").sum() for id in kept)
    unused += sum(after.row(f"sources.{id}.closing")[-1] for id in over if "obligate_by" not in sources[id])
    assert abs(unused - values["lapsed"] / 100) <= 2 * cents
    before = Computed(plan.run())
    assert gap <= before.row("funding.gap").sum() + cents
    for id in sources:
        part = {
            name: after.row(f"sources.{id}.{name}") for name in ("opening", "received", "paid", "lapsed", "closing")
        }
        away = part["opening"] + part["received"] - part["paid"] - part["lapsed"] - part["closing"]
        assert abs(away).max() < 0.005


def test_the_sample_district_with_all_its_sources_follows_its_payments() -> None:
    """E-Rate with a budget, grants that end in a fiscal year, a levy, a reserve that another source fills, the general fund."""
    plan = tco.load("peninsula_wa")
    found = plan.allocate()
    assert found.comparison.status.startswith("Proved")
    after = Computed(found.plan.run())
    assert after.row("funding.plan_stale").max() == 0
    wishes = found.comparison.wishes
    waterfall, optimal = (dict(wishes[name]) for name in ("waterfall", "optimal"))
    assert (
        optimal["Positions and contracts split among sources [times]"]
        == 0
        < waterfall["Positions and contracts split among sources [times]"]
    )
    assert (
        optimal["Not covered"] <= waterfall["Not covered"] + 2
    )  # cents that sources have beyond whole ones, over ten years
    pressing = "Not covered of what cannot wait: people, contracts, services"
    assert optimal[pressing] < waterfall[pressing]


# Planned payments in a plan.


def allocated() -> Any:
    return plan_of(district()).allocate().plan


def test_a_plan_that_does_not_follow_pays_as_a_waterfall() -> None:
    free = Computed(allocated().with_changes({"funding.follow_plan": "no"}).run())
    assert free.row("funding.recurring_on_one_time").tolist() == [17_500, 0, 0]
    assert free.row("funding.plan_stale").tolist() == [0, 0, 0]


def test_following_is_a_choice_that_a_scenario_may_make() -> None:
    scenario = {"label": "The waterfall", "changes": {"funding.follow_plan": "no"}}
    plan = allocated().with_changes({"scenarios": {"waterfall": scenario}})
    assert Computed(plan.run()).row("funding.recurring_on_one_time").tolist() == [0, 0, 0]
    assert Computed(plan.run("waterfall")).row("funding.recurring_on_one_time").tolist() == [17_500, 0, 0]


@pytest.mark.parametrize(
    ("path", "value", "away"),
    [
        ("services.lms.price", 31_000, [1_000, 1_000, 1_000]),  # a cost that nobody planned to pay
        ("services.lms.price", 29_000, [1_000, 1_000, 1_000]),  # a payment that finds less to pay
        ("sources.levy.amount", 69_000, [1_000 * 2, 1_000 * 2, 1_000 * 2]),  # not paid, and not covered
    ],
)
def test_costs_or_money_that_changed_are_told(path: str, value: float, away: list[float]) -> None:
    found = allocated().with_changes({path: value}).run()
    stale = Computed(found).row("funding.plan_stale")
    assert stale == pytest.approx(away, abs=0.2)  # up to a cent for each payment is left to rounding
    told = [str(finding) for finding in found.findings if finding.place == "funding.follow_plan"]
    assert len(told) == 1
    assert "planned payments are out of date, by dollars: FY2027" in told[0]
    assert "run tco allocate again" in told[0]


def test_what_is_up_to_date_says_nothing() -> None:
    assert not [finding for finding in allocated().run().findings if finding.place == "funding.follow_plan"]


def test_a_planned_payment_of_no_such_line() -> None:
    plan = plan_of(district()).with_changes({"sources.levy.planned": {"services.fax": {"by_year": {2027: 5}}}})
    with pytest.raises(PlanError, match="sources.levy.planned.services.fax: the plan has no such cost line"):
        plan.run()


def test_planned_payments_that_do_not_hold_may_name_lines_that_are_gone() -> None:
    changes = {"sources.levy.planned": {"services.lmz_recurring": {"by_year": {2027: 5}}}, "funding.follow_plan": "no"}
    found = plan_of(district()).with_changes(changes).run()
    told = [
        str(finding) for finding in found.findings if finding.place == "sources.levy.planned.services.lmz_recurring"
    ]
    assert len(told) == 1 and "The nearest lines are services.lms" in told[0] and "take it out" in told[0]
    assert (
        Computed(found).row("sources.levy.paid").tolist() == Computed.of(district()).row("sources.levy.paid").tolist()
    )


def test_allocating_anew_forgets_what_was_planned() -> None:
    again = allocated().allocate()
    assert again.comparison.wishes.loc["Recurring cost on one-time money"].tolist() == [17_500, 0]


def test_nothing_to_allocate_and_no_such_wish() -> None:
    with pytest.raises(MissingError, match="no sources, or nothing to pay"):
        plan_of(district({})).allocate()
    with pytest.raises(MissingError, match="expected each of split, gap"):
        plan_of(district()).allocate(wishes=["cheap"])
    with pytest.raises(PlanError, match="wishes: name each at most once"):
        plan_of(district(funding={"wishes": ["gap", "gap"]}))
