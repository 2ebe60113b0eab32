"""What the summary shows: rows of the model by id, in the order in which a board asks for them.

`block.*` stands for all rows of a block, `sources.*.paid` for that row of each source, which then bears the source's name; what a
plan does not have is left out.
"""

from __future__ import annotations

SUMMARY_ROWS: tuple[tuple[str, str], ...] = (
    ("What it costs", "by_category.*"),
    ("Capital, operating and debt service", "by_kind.*"),
    ("One-time and recurring", "by_recurrence.*"),
    ("What it means", "measures.per_student"),
    ("What it means", "annualised.tco"),
    ("What it means", "annualised.tco_per_student"),
    ("What it means", "measures.cumulative"),
    ("What it means", "measures.present_value"),
    ("Who pays", "funding.budgeted"),
    ("Who pays", "funding.came_back"),
    ("Who pays", "funding.cost"),
    ("Who pays", "sources.*.paid"),
    ("Who pays", "funding.paid"),
    ("Who pays", "funding.gap"),
    ("Who pays", "funding.coverage"),
    ("Who pays", "by_status.filed"),
    ("Who pays", "by_status.planned"),
    ("Who pays", "general_fund.impact"),
    ("The cliff: what recurring cost rests on", "funding.recurring_on_recurring"),
    ("The cliff: what recurring cost rests on", "funding.recurring_on_at_risk"),
    ("The cliff: what recurring cost rests on", "funding.recurring_on_one_time"),
    ("The cliff: what recurring cost rests on", "funding.recurring_gap"),
    ("The cliff: what recurring cost rests on", "funding.recurring_cost"),
    ("The cliff: what recurring cost rests on", "cliff.falls_off"),
    ("The cliff: what recurring cost rests on", "cliff_at_risk.falls_off"),
    ("The cliff: what recurring cost rests on", "balance.balance"),
)

BEGINS_A_PAGE = "Who pays"  # on paper, so that what it costs and who pays stand on a page each
CATEGORIES = "by_category.*"
CATEGORY_TOTAL = "by_category.total"
KINDS = "by_kind.*"
KIND_TOTAL = "by_kind.total"
PLAN_STALE = "funding.plan_stale"
FUND_LEFT, BOOKS_LEFT = "books.fund_difference", "books.difference"
FUNDING_COST, FUNDING_PAID, FUNDING_GAP = "funding.cost", "funding.paid", "funding.gap"
SOURCES = "sources.*.paid"
RESTS_ON = "funding.recurring_on_*"
RECURRING_GAP = "funding.recurring_gap"
PER_STUDENT = "measures.per_student"

SHIFT_ROWS: tuple[tuple[str, str], ...] = (
    ("What it costs", "study_years"),
    ("What it costs", "present_net"),
    ("What it costs", "equivalent_annual"),
    ("What it costs", "per_served"),
    ("What it costs", "per_student"),
    ("What it costs", "cost_in_all"),
    ("What it costs", "end_value"),
    ("What it costs", "net_cost"),
    ("What it costs", "peak"),
    ("What it costs", "peak_year"),
    ("A year of it, on average", "average_*"),
    ("What it binds the district to", "owed"),
    ("What it binds the district to", "exit_cost"),
    ("What each source may pay of it", "may_pay_share.*"),
    ("Against the first option", "shift_present"),
    ("Against the first option", "sir"),
    ("Against the first option", "airr"),
    ("Against the first option", "simple_payback"),
    ("Against the first option", "discounted_payback"),
)
"""What the page of a comparison shows of each option, as above; a row over years as it is at the end of the study period."""

SHIFT_AT_END = {
    "owed": "Owed at the end of the study period",
    "exit_cost": "To end all agreements at the end of the study period",
}
SHIFT_ONLY_IF = {
    "sir": "invests",
    "airr": "invests",
    "simple_payback": "simple_pays",
    "discounted_payback": "discounted_pays",
}
SHIFT_BARS = ("capital", "operating", "debt_service")
SHIFT_YEARS = (*SHIFT_BARS, "proceeds", "cost")
