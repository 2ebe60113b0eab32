"""Who pays, the cliff, structural balance, match and uses: a plan of three costs, three sources and four years, worked by hand.

The filter costs 100 and the coach 60 every year; in FY2028 phones cost 50, once, as capital. The grant (one-time) pays the filter only:
70, 80, then nothing. The levy (at risk) has 50 until FY2029, the general fund (recurring) 70, 90, 100, 100. In FY2028 the phones
come first, because they are committed on the first day.

| | FY2027 | FY2028 | FY2029 | FY2030 |
|---|---|---|---|---|
| cost | 160 | 210 | 160 | 160 |
| grant | filter 70 | filter 80 | | |
| levy | filter 30, coach 20 | phones 50 | filter 50 | |
| general fund | coach 40 (30 left) | filter 20, coach 60 (10 left) | filter 50, coach 50 | filter 100 |
| not covered | | | coach 10 | coach 60 |
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tco.plan import load
from tco.result import Result
from tests.funding.three_sources import PLAN
from tests.model.worked import worked


def row(result: Result, id: str) -> list[float]:
    return [round(float(each), 9) for each in result.block(id.split(".", maxsplit=1)[0]).xs(id, level="row").iloc[0]]


def one(result: Result, id: str) -> float:
    constants: Any = result.constants(id.split(".", maxsplit=1)[0])
    return float(constants.xs(id, level="row").iloc[0, 0])


def test_coverage_and_the_gap(result: Result) -> None:
    assert row(result, "funding.gap") == [0, 0, 10, 60]
    assert row(result, "funding.coverage") == [1, 1, 0.9375, 0.625]  # 150 and 100 of 160
    assert row(result, "funding.recurring_gap") == [0, 0, 10, 60]


def test_the_general_fund_must_find_what_nobody_pays(result: Result) -> None:
    """40, 80, 100 + 10 and 100 + 60, for 1,000 students; in FY2030 that is all of the cost."""
    assert row(result, "general_fund.impact") == [40, 80, 110, 160]
    assert row(result, "general_fund.per_student") == [0.04, 0.08, 0.11, 0.16]
    assert row(result, "general_fund.share")[3] == 1


def test_a_marked_source_is_the_general_fund_alone() -> None:
    """Of two sources that could be it, the one that says so: it pays the last 60."""
    sources = {
        "fees": {"label": "Fees", "recurrence": "recurring", "amount": 100},
        "general": {"label": "General fund", "recurrence": "recurring", "amount": 100, "general": True},
    }
    filter = {"label": "Content filter", "category": "security", "price": 160}
    done = worked(services={"filter": filter}, sources=sources)
    assert done["general_fund.paid"] == [60] * 4


def test_the_cliff_of_one_time_money_and_who_then_pays(result: Result) -> None:
    """In FY2029 the grant's 80 of the filter stop. Of the filter's 100 the levy and the general fund now pay 50 each: half of the 80
    each. Nothing of the filter is not covered; that the coach lacks 10 is no matter of the grant, which never paid the coach."""
    assert row(result, "cliff.carries") == [70, 80, 0, 0]
    assert row(result, "cliff.grant.falls_off") == row(result, "cliff.falls_off") == [0, 0, 80, 0]
    assert [row(result, f"cliff.to_{id}")[2] for id in ("gap", "at_risk", "recurring")] == [0, 40, 40]
    assert (
        not result.block("cliff").index.isin(["cliff.to_one_time"], level="row").any()
    )  # there is no other such source


def test_the_cliff_of_money_at_risk(result: Result) -> None:
    """In FY2028 the levy's 50 go to phones: of the filter it lost 30, which the grant (80 of 100) and the general fund (20) pay, 24
    and 6; of the coach 20, which the general fund pays. In FY2030 its 50 of the filter fall to the general fund, that pays all."""
    assert row(result, "cliff_at_risk.falls_off") == [0, 50, 0, 50]
    parts = {id: row(result, f"cliff_at_risk.to_{id}") for id in ("gap", "one_time", "recurring")}
    assert parts == {"gap": [0, 0, 0, 0], "one_time": [0, 24, 0, 0], "recurring": [0, 26, 0, 50]}


def test_a_cost_that_ends_with_its_money_is_no_cliff() -> None:
    """The grant pays 100 for a service that ends with it, and 20 less for one that goes on."""
    services = {
        "pilot": {"label": "Pilot", "category": "software", "price": 100, "until_year": 2028},
        "filter": {"label": "Content filter", "category": "security", "price": 50},
    }
    grant = {
        "label": "Grant",
        "recurrence": "one_time",
        "amount": {"by_year": {2027: 150, 2029: 30}},
    }
    done = worked(services=services, sources={"grant": grant})
    assert done["cliff.carries"] == [150, 150, 30, 30]
    assert done["cliff.falls_off"] == [0, 0, 20, 0]
    assert done["cliff.to_gap"] == [0, 0, 20, 0]


def test_what_another_source_pays_instead_fell_off_and_what_costs_less_did_not() -> None:
    """A levy of 100 pays the filter (50) and the review (40, every other year 10). In FY2028 30 of recurring money pay the filter:
    30 fall off it, onto recurring money. The review costs a quarter, and the levy pays all of it: nothing falls off."""
    services = {
        "filter": {"label": "Content filter", "category": "security", "price": 50},
        "review": {
            "label": "Review",
            "category": "security",
            "price": {"by_year": {2027: 40, 2028: 10, 2029: 40, 2030: 10}},
        },
    }
    levy = {"label": "Levy", "recurrence": "at_risk", "amount": 100}
    first = {"label": "Grant", "recurrence": "recurring", "amount": {"by_year": {2027: 0, 2028: 30, 2029: 0}}}
    done = worked(services=services, sources={"grant": first, "levy": levy})
    assert done["cliff_at_risk.carries"] == [90, 30, 90, 60]  # 90, 60 - 30, 90, 60
    assert done["cliff_at_risk.falls_off"] == done["cliff_at_risk.to_recurring"] == [0, 30, 0, 0]


def test_a_source_that_pays_the_same_share_of_a_smaller_cost_has_no_cliff() -> None:
    """Half of 200 is 100, half of 80 is 40, half of 300 is 150; then it has 100 of 300: 150 - 100 = 50 fall off."""
    price = {"by_year": {2027: 200, 2028: 80, 2029: 300}}
    support = {"label": "Support", "recurrence": "at_risk", "match": 0.5}
    amount = {"by_year": {2027: 500, 2030: 100}}
    done = worked(
        services={"network": {"label": "Network", "category": "network", "price": price}},
        sources={"support": {**support, "amount": amount}},
    )
    assert done["sources.support.paid"] == [100, 40, 150, 100]
    assert done["cliff_at_risk.falls_off"] == done["cliff_at_risk.to_gap"] == [0, 0, 0, 50]


def test_a_renewal_hides_no_end_and_one_line_makes_up_for_no_other() -> None:
    """A levy of 160 pays filter and coach until FY2028; its renewal pays the filter (100) from FY2029, and nobody the coach (60). In
    FY2028 the filter's 100 are the fees': the levy pays the coach, and phones that begin; they make up for nothing."""
    services = {
        "filter": {"label": "Content filter", "category": "security", "price": 100},
        "coach": {"label": "Coach", "category": "labor", "price": 60},
        "phones": {"label": "Phones", "category": "network", "price": 90, "from_year": 2028, "until_year": 2028},
    }
    only = {"uses": {"filter": {"items": ["services.filter"]}}}
    sources = {
        "fees": {
            "label": "Fees",
            "recurrence": "recurring",
            "amount": {"by_year": {2027: 0, 2028: 100, 2029: 0}},
            **only,
        },
        "levy": {"label": "Levy", "recurrence": "at_risk", "amount": {"by_year": {2027: 160, 2029: 0}}},
        "renewal": {"label": "Renewal", "recurrence": "at_risk", "amount": {"by_year": {2027: 0, 2029: 100}}, **only},
    }
    done = worked(services=services, sources=sources)
    assert done["cliff_at_risk.levy.carries"] == [160, 150, 0, 0]  # 100 + 60; 60 + 90
    assert done["cliff_at_risk.levy.falls_off"] == [0, 100, 60, 0]  # the filter; the coach, while the phones are over
    assert done["cliff_at_risk.levy.to_gap"] == [0, 0, 60, 0]
    no_fees = {**sources, "fees": {**sources["fees"], "amount": 0}}
    done = worked(services=services, sources=no_fees)
    assert done["cliff_at_risk.levy.falls_off"] == [0, 0, 160, 0]
    parts = {id: done[f"cliff_at_risk.levy.to_{id}"][2] for id in ("gap", "at_risk", "recurring")}
    assert parts == {"gap": 60, "at_risk": 100, "recurring": 0}
    assert done["cliff_at_risk.renewal.falls_off"] == [0] * 4


def test_what_two_kinds_of_money_lose_together_is_missing_once() -> None:
    """A grant of 60 and a levy of 40 end together; of the 100 recurring money now pays 30, nobody 70. Each loses in proportion:
    of the grant's 60 are 42 not covered, of the levy's 40 are 28; 18 and 12 are on recurring money."""
    sources = {
        "grant": {"label": "Grant", "recurrence": "one_time", "amount": {"by_year": {2027: 60, 2028: 0}}},
        "levy": {"label": "Levy", "recurrence": "at_risk", "amount": {"by_year": {2027: 40, 2028: 0}}},
        "general": {"label": "General", "recurrence": "recurring", "amount": {"by_year": {2027: 0, 2028: 30}}},
    }
    filter = {"label": "Content filter", "category": "security", "price": 100}
    done = worked(services={"filter": filter}, sources=sources)
    assert done["funding.gap"] == [0, 70, 70, 70]
    assert (done["cliff.to_gap"][1], done["cliff.to_recurring"][1]) == (42, 18)
    assert (done["cliff_at_risk.to_gap"][1], done["cliff_at_risk.to_recurring"][1]) == (28, 12)


def test_a_plan_without_money_that_ends_has_no_cliff_and_no_rows_for_it() -> None:
    filter = {"label": "Content filter", "category": "security", "price": 100}
    general = {"label": "General fund", "recurrence": "recurring", "amount": 100}
    done = worked(services={"filter": filter}, sources={"general": general})
    assert not [id for id in done.row_ids() if id.startswith(("cliff", "who_pays"))]


def test_structural_balance_counts_recurring_money_only(result: Result) -> None:
    """70 - 160, 90 - 160, 100 - 160 twice; with the levy 50 better until FY2029."""
    assert row(result, "balance.balance") == [-90, -70, -60, -60]
    assert row(result, "balance.if_renewed") == [-40, -20, -10, -60]
    assert row(result, "balance.one_time") == [70, 80, 0, 0]
    assert row(result, "balance.holds") == [0] * 4
    filter = {"label": "Content filter", "category": "security", "price": 100}
    general = {"label": "General fund", "recurrence": "recurring", "amount": 100}
    assert worked(services={"filter": filter}, sources={"general": general})["balance.holds"] == [1] * 4


def test_who_pays_after_year_two(result: Result) -> None:
    """FY2029 and FY2030: 200 of 320 from recurring money, 50 from the levy, 70 from nobody."""
    shares = [one(result, f"later.{id}_share") for id in ("paid_recurring", "paid_one_time", "paid_at_risk", "gap")]
    assert shares == [200 / 320, 0, 50 / 320, 70 / 320]


def test_sources_and_uses_by_kind(result: Result) -> None:
    assert row(result, "uses.levy.capital") == [0, 50, 0, 0]
    assert row(result, "uses.levy.operating") == [50, 0, 50, 0]
    assert row(result, "uses.operating") == [160, 160, 150, 100]
    assert row(result, "uses.received") == [190, 220, 150, 100]  # 70 + 50 + 70 and so on
    assert row(result, "uses.lapsed") == [30, 10, 0, 0]  # of the general fund


def test_the_match_is_to_be_paid_beside_the_source() -> None:
    """A source that a quarter must match pays 75 of 100; 25 are to be budgeted. Of 40 that it has, 40 x 25 / 75."""
    grant = {"label": "Grant", "recurrence": "one_time", "match": 0.25, "amount": {"by_year": {2027: 90, 2028: 40}}}
    filter = {"label": "Content filter", "category": "security", "price": 100}
    done = worked(services={"filter": filter}, sources={"grant": grant})
    assert done["match.grant"][:2] == [25, pytest.approx(40 / 3)]
    assert done["match.total"] == done["match.grant"]


def test_proceeds_are_money_and_no_smaller_cost() -> None:
    """Ten devices of 300 keep half each year: 75 each when ten new ones are bought. 3,000 are to be paid, 750 come
    back: the budget's total is 2,250, which with 750 is the 3,000 to be paid."""
    fleet = {
        "label": "Devices",
        "count": 10,
        "price": {"device": {"price": 300}},
        "life": 2,
        "loss": 0,
        "breakage": 0,
        "resale_retention": 0.5,
        "lots": {"old": {"bought": 2025, "count": 10}},
    }
    done = worked(devices={"students": fleet})
    bridge = [done[id][0] for id in ("by_category.total", "funding.budgeted", "funding.came_back", "funding.cost")]
    assert bridge == [2250, 2250, 750, 3000]
    assert {done[id][0] for id in ("sources.returned.received", "sources.returned.paid", "funding.paid")} == {750}


@pytest.mark.parametrize("rank", [0, 1, 7])
def test_what_comes_back_pays_before_the_first_that_may_pay_all(rank: int) -> None:
    """5,000 are freed from FY2028 on; of 14,400 the fund pays what is left, whatever the number of its place."""
    web = {"label": "Hosting", "category": "software", "price": 14_400, "price_change": 0}
    stop = {"label": "Old lines", "category": "connectivity", "amount": 5_000, "price_change": 0, "from_year": 2028}
    narrow = {"label": "Grant", "recurrence": "one_time", "amount": 0, "uses": {"capital": {"kinds": ["capital"]}}}
    fund = {"label": "Fund", "recurrence": "recurring", "amount": 20_000}
    sources = {"fund": {**fund, "rank": rank}, "grant": {**narrow, "rank": rank + 1}}
    done = worked(services={"web": web}, stops={"lines": stop}, sources=sources)
    assert done["sources.fund.paid"] == [14_400, 9_400, 9_400, 9_400]


def test_a_plan_that_sells_nothing_has_no_bridge(result: Result) -> None:
    ids = list(result.block("funding").index.get_level_values("row"))
    assert "funding.cost" in ids and "funding.came_back" not in ids and "funding.budgeted" not in ids


PLACES = ["Place 1", "Place 2", "Place 3"]


def test_what_runs_by_place_bears_no_sources_name(tmp_path: Path) -> None:
    """The levy listed first and ranked last: by place the first amount is the second source's, and says only its place."""
    text = PLAN.replace("[sources.grant]", "[sources.grant]\nrank = 4", 1)
    target = tmp_path / "plan.toml"
    target.write_text(text)
    moved = load(target).run()
    rows = moved.model.by_id()
    by_place = [row for id, row in rows.items() if id.startswith("paid.") and row.table is not None]
    assert by_place and all(list(row.table.record_names()) == PLACES for row in by_place if row.table)

    def years(id: str, record: int = 0) -> list[float]:
        return [float(each) for each in moved.values.of(rows[id], moved.case)[:, record]]

    assert years("sources.grant.place") == [3]
    for id in ("grant", "levy", "general"):
        place = round(years(f"sources.{id}.place")[0])
        assert years("paid.in_all", place - 1) == pytest.approx(years(f"sources.{id}.paid"))
    assert "Pays in all, by place (Place 3)" in str(moved.explain("sources.grant.paid", 2027))
