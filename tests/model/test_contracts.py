"""The register of contracts and the calendars, each day counted by hand beside it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tco.formula.units import date_of, day_number
from tco.inputs.contracts import after_months
from tests.model.worked import DISTRICT, worked
from tests.plans import Computed, plan_of

LEAD = {"prepare": 30, "delivery": 60, "order": 10, "board": 30, "evaluation": 14, "bid": 21}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def plan(contract: dict[str, Any] | None = None, **sections: Any) -> dict[str, Any]:
    """The small district, FY2027 to FY2030 from July 2026, with one product under one contract."""
    named = {} if contract is None else {"contract": "main"}
    software = {"it": {"label": "Product", "per": "flat", "price": 1_000, "uplift": 0.1, **named}}
    contracts = {} if contract is None else {"main": {"label": "Main contract", "vendor": "A vendor", **contract}}
    economics = {"discount_rate": 0, "prices_as_of": 2027}
    return {**DISTRICT, "economics": economics, "software": software, "contracts": contracts, **sections}


def advice(raw: dict[str, Any]) -> str:
    return "\n".join(str(found) for found in plan_of(raw).findings)


def test_each_term_has_its_end_its_notice_and_what_is_due_after_it() -> None:
    """Two years to 30 June 2026, then 2028: 90 days before are 1 April 2026 and 1 April 2028. Due in FY2027 $1,000 and in FY2029
    1,000 x 1.10^2 = $1,210; the term to June 2030 is followed by a year beyond the plan."""
    found = Computed.of(plan({"end": day("2026-06-30"), "term": 24, "notice_days": 90})).result.contract_calendar
    assert found["term_ends"].tolist() == [day("2026-06-30"), day("2028-06-30")]
    assert found["notice_by"].tolist() == [day("2026-04-01"), day("2028-04-01")]
    assert found["fiscal_year"].tolist() == [2027, 2029]
    assert found["due"].tolist() == [1_000, 1_210]


def test_what_is_due_is_the_sum_of_all_that_name_the_contract() -> None:
    """$1,000 of the product and $300 of a service; another service under no contract does not count."""
    services = {
        "hosting": {"label": "Hosting", "category": "software", "price": 300, "contract": "main"},
        "other": {"label": "Other", "category": "software", "price": 50},
    }
    found = Computed.of(plan({"end": day("2026-06-30")}, services=services)).result
    assert found.contract_calendar["due"].tolist()[0] == 1_300
    assert found.block("contracts.main").loc[["contracts.main.due"]].iloc[0, 0] == 1_300


def test_a_day_is_explained_as_a_day() -> None:
    """Notice of 90 days before 30 June 2028, the term that ends before FY2029."""
    raw = plan({"end": day("2026-06-30"), "term": 24, "notice_days": 90})
    told = str(Computed.of(raw).result.explain("contracts.main.terms.notice_by", 2029))
    assert "= 2028-04-01 date" in told.splitlines()[0]
    assert "= 2028-06-30 date" in told
    assert "90.00 day" in told


def test_a_contract_that_is_not_renewed_ends_once_and_one_without_notice_has_none() -> None:
    found = Computed.of(plan({"end": day("2028-12-31"), "renewal": "none"})).result.contract_calendar
    assert found["term_ends"].tolist() == [day("2028-12-31")]
    assert found["notice_by"].tolist() == [None]


@pytest.mark.parametrize(
    ("start", "months", "later"),
    [("2027-01-31", 1, "2027-02-28"), ("2027-02-28", 12, "2028-02-29"), ("2027-06-15", 7, "2028-01-15"),
     ("2027-06-30", 18, "2028-12-31"), ("2027-01-30", 1, "2027-02-28"), ("2027-12-31", 0, "2027-12-31")],
)  # fmt: skip
def test_months_end_on_their_last_day(start: str, months: int, later: str) -> None:
    assert after_months(day(start), months) == day(later)


SWITCHES = {
    "label": "Switches", "category": "network", "count": 10, "life": 10, "loss": 0, "breakage": 0,
    "price": {"device": {"price": 300}},
}  # fmt: skip


def test_a_purchase_is_counted_back_from_its_first_day_of_service() -> None:
    """In service on 25 August 2026. Less 30 days 26 July, 60 days 27 May, 10 days 17 May, 30 days 17 April, 14 days 3 April,
    21 days 13 March. E-Rate: the window of funding year 2026 ended on 1 April, by when the board has approved; less 30 days
    2 March, less 14 days 16 February, less the 28 of Form 470 19 January 2026."""
    procurement = {**LEAD, "service_month": 8, "service_day": 25}
    steps = ["service", "deliver", "order", "board", "award", "bids_close", "bid_opens", "form_471", "form_470"]
    before = ["2026-08-25", "2026-07-26", "2026-05-27"]
    expected: dict[str, list[str | None]] = {
        "plain": [*before, "2026-05-17", "2026-04-17", "2026-04-03", "2026-03-13", None, None],
        "e_rate": [*before, "2026-04-01", "2026-03-02", "2026-02-16", "2026-01-19", "2026-04-01", "2026-01-19"],
    }
    for filed, days in expected.items():
        listed = {"e_rate": ["network.switches"]} if filed == "e_rate" else {}
        raw = plan(network={"switches": SWITCHES}, procurement={**procurement, **listed})
        found = Computed.of(raw).result.procurement_calendar
        assert len(found) == 1
        line = found.iloc[0]
        assert (line["fiscal_year"], line.name) == (2027, "network.switches")
        assert (line["reason"], line["units"]) == ("purchase", 10)
        assert [line[step] for step in steps] == [text and day(text) for text in days]


def test_what_is_bought_without_a_bid_has_no_days_for_one() -> None:
    procurement = {**LEAD, "without_bid": ["network.switches"]}
    line = Computed.of(plan(network={"switches": SWITCHES}, procurement=procurement)).result.procurement_calendar.iloc[
        0
    ]
    assert line["service"] == day("2026-07-01")
    assert [line[step] for step in ("award", "bid_opens", "form_471", "form_470")] == [None] * 4


def test_a_contract_that_is_bid_again_goes_to_the_board_before_it_ends() -> None:
    """Ends on 30 June 2028. Less 10 days 20 June, 30 days 21 May, 14 days 7 May, 21 days 16 April 2028."""
    contract = {"end": day("2028-06-30"), "term": 60, "bid": True}
    found = Computed.of(plan(contract, procurement=LEAD)).result.procurement_calendar
    line = found.loc["contracts.main"]
    assert (line["fiscal_year"], line["reason"], line["order"]) == (2029, "renewal by bid", None)
    assert [line[step] for step in ("service", "board", "award", "bids_close", "bid_opens")] == [
        day(text) for text in ("2028-07-01", "2028-06-20", "2028-05-21", "2028-05-07", "2028-04-16")
    ]


INTERNET: dict[str, Any] = {
    "label": "Internet", "users_per_student": 1, "users_per_staff": 0, "mbps": 0.5, "concurrency": 1, "trigger": 0.8,
    "present": 1_000, "capacities": {"one": {"mbps": 1_000, "price": 900}, "two": {"mbps": 2_000, "price": 1_300}},
    "rebid": 5, "bid_in": 2024, "decline": 0.1,
}  # fmt: skip
"""Bid for FY2024 for five years: again for FY2029, which begins in July 2028."""
STEPS = ("form_470", "bids_close", "award", "board", "form_471", "order", "deliver", "service")


def circuits_of(raw: dict[str, Any]) -> list[list[Any]]:
    """The lines of the procurement calendar: what, why, and the days of all steps."""
    found = Computed.of(raw).result.procurement_calendar
    return [[line.Index, line.reason, *(str(getattr(line, step)) for step in STEPS)] for line in found.itertuples()]


def test_a_circuit_is_ordered_its_own_lead_time_ahead() -> None:
    """In service on 1 August 2028. With no lead time of its own: 30 days 2 July, 60 days 3 May; 10 days 23 April, but the window of
    funding year 2028 ends 91 days before 1 July, 1 April: less 30 2 March, 14 17 February, 28 20 January 2028. With two years, 730
    days: 2 August 2026, in FY2027; less 10 23 July, 30 23 June, 14 9 June, 28 12 May 2026."""
    lead = {**LEAD, "service_month": 8}
    plain = plan(circuits={"internet": INTERNET}, procurement=lead)
    slow = plan(circuits={"internet": {**INTERNET, "lead_time": 2, "orders_from": 2026}}, procurement=lead)
    last = ["2028-07-02", "2028-08-01"]
    days = ["2028-01-20", "2028-02-17", "2028-03-02", "2028-04-01", "2028-04-01", "2028-05-03", *last]
    assert circuits_of(plain) == [["circuits.internet", "re-bid", *days]]
    days = ["2026-05-12", "2026-06-09", "2026-06-23", "2026-07-23", "2028-04-01", "2026-08-02", *last]
    assert circuits_of(slow) == [["circuits.internet", "re-bid", *days]]


def test_a_circuit_under_a_contract_stands_once_by_the_contracts_day() -> None:
    """Its contract ends on 30 June 2028, so that the next begins on 1 July, whatever the month of other purchases: 30 days before
    1 June, 60 days 2 April, 10 days 23 March; 30 days 22 February, 14 days 8 February, 28 days 11 January 2028. With a year of
    lead, 365 days: 2 July 2027 (29 February lies between), 22 June, 23 May, 9 May, 11 April 2027."""
    lead = {**LEAD, "service_month": 8}
    last = ["2028-06-01", "2028-07-01"]
    plain = ["2028-01-11", "2028-02-08", "2028-02-22", "2028-03-23", "2028-04-01", "2028-04-02", *last]
    slow = ["2027-04-11", "2027-05-09", "2027-05-23", "2027-06-22", "2028-04-01", "2027-07-02", *last]
    waits = {"lead_time": 1, "orders_from": 2026}
    for is_bid, own, days in ((False, {}, plain), (True, {}, plain), (False, waits, slow)):
        contract = {"end": day("2028-06-30"), "term": 60, "bid": is_bid}
        internet = {**INTERNET, "contract": "main", **own}
        assert circuits_of(plan(contract, circuits={"internet": internet}, procurement=lead)) == [
            ["contracts.main", "renewal by bid", *days]
        ]


def test_a_re_bid_that_no_term_of_the_contract_explains_keeps_its_line_and_is_said() -> None:
    """The contract ends before FY2030, the circuit is bid for FY2029."""
    contract = {"end": day("2029-06-30"), "term": 60}
    raw = plan(contract, circuits={"internet": {**INTERNET, "contract": "main"}}, procurement=LEAD)
    assert [line[:2] for line in circuits_of(raw)] == [["circuits.internet", "re-bid"]]
    assert "circuits.internet.bid_in: it is bid again for FY2029, and no term of its contract ends before" in advice(
        raw
    )


def test_all_terms_their_years_and_what_is_due_follow_the_end_of_the_present_one() -> None:
    """To 30 June 2026, then 731 days later 2028: followed by FY2027 and FY2029, $1,000 and 1,000 x 1.1^2. A year later: to June 2027
    and 2029, FY2028 and FY2030, $1,100 and 1,000 x 1.1^3, and E-Rate's funding years with them. Four years later the second is
    followed by no year of the plan, and one day later than June 2027 is still followed by FY2028."""
    contract = {"end": day("2026-06-30"), "term": 24, "notice_days": 90, "bid": True, "e_rate": True}
    found = worked(
        **{key: plan(contract, procurement=LEAD)[key] for key in ("economics", "software", "contracts", "procurement")}
    )
    column = "contracts.main.terms."
    names = ("ends", "notice_by", "year", "due", "funding_year", "form_471")

    def lines(end: str) -> list[list[float | str]]:
        moved = found.typed("contracts.main.end", {2027: day_number(day(end))})
        rows = moved.model.by_id()
        read = [moved.values.of(rows[column + name])[0].tolist() for name in names]
        days = [0, 1, 4, 5]
        return [
            [str(date_of(n)) if k in days else round(n, 2) for k, n in enumerate(line)]
            for line in zip(*read, strict=True)
        ]

    assert lines("2026-06-30") == [
        ["2026-06-30", "2026-04-01", 2027, 1_000, "2026-07-01", "2026-04-01"],
        ["2028-06-30", "2028-04-01", 2029, 1_210, "2028-07-01", "2028-04-01"],
    ]
    assert lines("2027-06-30") == [
        ["2027-06-30", "2027-04-01", 2028, 1_100, "2027-07-01", "2027-04-01"],
        ["2029-06-30", "2029-04-01", 2030, 1_331, "2029-07-01", "2029-04-01"],
    ]
    assert [line[2:4] for line in lines("2030-06-30")] == [[0, 0], [0, 0]]
    assert [line[2] for line in lines("2027-07-01")] == [2028, 2030]
    assert [line[2] for line in lines("2027-06-29")] == [2027, 2029]


@pytest.mark.parametrize("filed", [True, False])
def test_a_contracts_sheet_has_one_day_for_the_board_and_steps_in_order_of_time(filed: bool) -> None:
    """With E-Rate the board approves before Form 471, on 1 April 2028; without, ten days before the end, on 20 June."""
    contract = {"end": day("2028-06-30"), "term": 60, "bid": True, "e_rate": filed}
    found = Computed.of(plan(contract, procurement=LEAD))
    table = next(table for table in found.model.tables if table.id == "contracts.main.terms")
    boards = {row.label: str(date_of(found.row(row.id)[0])) for row in table.columns if "board" in row.label.lower()}
    assert boards == ({"E-Rate: board approves by": "2028-04-01"} if filed else {"Board approves by": "2028-06-20"})
    assert str(found.result.procurement_calendar.iloc[0]["board"]) == next(iter(boards.values()))


def test_the_procurement_sheet_reads_from_the_first_step_to_the_last() -> None:
    """Each column is no earlier than the one before it, for E-Rate and for others, and its heading says whose it is."""
    found = Computed.of(plan(procurement={**LEAD, "service_month": 8}))
    table = next(table for table in found.model.tables if table.id == "procurement.calendar")
    steps = [row for row in table.columns if str(row.unit) == "date"]
    for other in ("Not E-Rate: ", "E-Rate: "):
        own = [row for row in steps if not row.label.startswith(other) and not row.id.endswith("funding_year")]
        days = [found.row(row.id)[0] for row in own]
        assert days == sorted(days)
        assert [row.label for row in own[-3:]] == ["Order by", "Deliver by", "In service by"]
    heads = [row.label for row in steps]
    assert heads[:5] == [
        f"E-Rate: {step} by" for step in ("Form 470", "bids close", "provider chosen", "board approves", "Form 471")
    ]


def test_the_sheets_say_how_to_read_them(tmp_path: Path) -> None:
    """A workbook does not know today, and its lines are of all items; the end to type over is on Assumptions."""
    contract = {"end": day("2028-06-30"), "term": 60}
    book = load_workbook(Computed.of(plan(contract, procurement=LEAD)).result.to_excel(tmp_path / "book.xlsx"))
    for sheet, said in (("Contracts", "all follow the end"), ("Procurement", "bought without a bid have no bid days")):
        heading = book[sheet]["A3"].value
        assert said in heading
        assert "Compare with today: a day before it has passed." in heading
    typed = [row for row in book["Assumptions"].iter_rows(values_only=True) if "contracts.main.end" in row]
    assert len(typed) == 1


def test_lead_times_are_live_numbers_of_the_plan() -> None:
    slower = plan(
        network={"switches": SWITCHES},
        procurement=LEAD,
        scenarios={"slow": {"label": "Slow delivery", "changes": {"procurement.delivery": 90}}},
    )
    found = Computed.of(slower)
    orders = [run.result.procurement_calendar.iloc[0]["order"] for run in (found, found.scenario("slow"))]
    assert orders == [day("2026-04-02"), day("2026-03-03")]


def test_contracts_and_lead_times_that_are_not_given_make_no_rows() -> None:
    ids = set(Computed.of(plan()).rows)
    assert not [id for id in ids if id.startswith(("contracts", "procurement"))]
    assert Computed.of(plan()).result.contract_calendar.empty
    assert Computed.of(plan()).result.procurement_calendar.empty
