"""A computed plan: its ledger, its read-outs, its workbook, and why each number is what it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

import pandas as pd

from tco.calendars import contract_calendar, procurement_calendar
from tco.cases import Cases
from tco.checks import check_result
from tco.checks_debt import check_debt
from tco.comparing.answer import OptionsCompared, compared, read_outs
from tco.decide.fleet_figures import fleet_figures, fleets_of
from tco.errors import Advice, Finding, MissingError, OutputError
from tco.formula.explain import Step
from tco.formula.number import Values
from tco.formula.rows import Model
from tco.funding.planned import check_planned
from tco.granted import check_grants
from tco.inputs.cells import fiscal_year
from tco.inputs.district import CATEGORIES, IN_WORDS
from tco.inputs.load import Loaded
from tco.inputs.places import shown
from tco.ledger import ledger_table
from tco.payments.read import Waterfall
from tco.payments.tables import cliff, glide_path, lapses, who_pays
from tco.payments.why import why_paid
from tco.payments.words import funding_page, summary_words
from tco.probe import retirement
from tco.risk.simulation import Simulation
from tco.version import __version__
from tco.views import (
    block_table,
    cash_table,
    constants_table,
    cost_by,
    explain_in_year,
    fleet_ages,
    fleet_on,
    refresh_calendar,
    scenario_table,
    staffing,
)
from tco.workbook.cover import Cover
from tco.workbook.cover import Simulation as Drawn
from tco.workbook.decisions import decisions_of
from tco.workbook.write import write_workbook


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """What a plan comes to in one of its scenarios. Tables have fiscal years as columns and dollars unless they say otherwise."""

    loaded: Loaded
    cases: Cases
    values: Values
    case: int

    @property
    def model(self) -> Model:
        return self.cases.model

    @property
    def scenario(self) -> str:
        return self.cases.names[self.case]

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """One line per posting and fiscal year, with its tags and amount [usd].

        Lines with `budgeted` "memo" are shares of purchases, for annualised cost: they are no cash and stand in no cash total.
        Whoever adds up amounts takes the lines with `budgeted` "yes".
        """
        return ledger_table(self.model, self.values, self.case)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Advice about the plan and its result, and faults in the arithmetic."""
        remedy = "Change a figure or a choice that differs from the plan, or take it out."
        idle = [Advice(f"scenarios.{name}", "changes nothing", remedy) for name in self.cases.idle()]
        planned, read = check_planned(self.model, self.loaded.form.sources), self._waterfall
        found = (*planned, *check_result(self.model, self.values, self.case), *check_debt(read), *check_grants(read))
        return (*self.loaded.advice, *idle, *found)

    def cost_by(self, *tags: str) -> pd.DataFrame:
        """Budgeted cost by category, item, kind, recurrence, phase, purpose, initiative or program [usd]."""
        return cost_by(self.ledger, *tags)

    def block(self, block_id: str) -> pd.DataFrame:
        """The yearly rows of one item or statement, such as `devices.students`, `measures` or `funding`."""
        return block_table(self.model, self.values, block_id, self.case)

    def constants(self, block_id: str) -> pd.DataFrame:
        """The figures of one item or statement that are the same in all years, such as a life or when the next circuit is due.

        Raises MissingError where there is no such block.
        """
        return constants_table(self.model, self.values, block_id, self.case)

    @property
    def budget(self) -> pd.DataFrame:
        """Cost by category and in all [usd]."""
        return self.block("by_category")

    @property
    def by_kind(self) -> pd.DataFrame:
        """Cost as capital, operating, debt service and proceeds [usd]."""
        return self.block("by_kind")

    @property
    def by_recurrence(self) -> pd.DataFrame:
        """Cost that is one-time, recurring, or recurring as long as something is renewed [usd]."""
        return self.block("by_recurrence")

    @property
    def measures(self) -> pd.DataFrame:
        """Cost per student, cumulative cost and present value."""
        return self.block("measures")

    @property
    def annualised(self) -> pd.DataFrame:
        """Annualised cost of ownership and how it follows from cash; per student, device and assigned device."""
        return self.block("annualised")

    @property
    def funding(self) -> pd.DataFrame:
        """Cost, what sources pay, and what nobody pays [usd]."""
        return self.block("funding")

    @property
    def refresh_calendar(self) -> pd.DataFrame:
        """Devices bought for each school, by fleet [device]."""
        return refresh_calendar(self.model, self.values, self.case)

    @property
    def fleet_ages(self) -> pd.DataFrame:
        """Mean age of each fleet at the start of the year [year]."""
        return fleet_ages(self.model, self.values, self.case)

    def fleet_on(self, day: datetime.date | str) -> pd.DataFrame:
        """What is in service in the fiscal year of a day: devices, mean age [year] and worth [usd] of each fleet when it begins.

        A day may be text, such as "2028-01-01". The worth is NaN where the plan does not say what share of the price a device keeps.
        Raises MissingError outside the plan, and for what is no day.
        """
        year = fiscal_year(_day(day), self.loaded.form.calendar.start_month)
        return fleet_on(self.model, self.values, year, self.case)

    @property
    def staffing(self) -> pd.DataFrame:
        """Positions there are, positions needed and the gap, by function [fte]."""
        return staffing(self.model, self.values, self.case)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """What each source brings, pays, lets lapse and keeps, and what remains for the next [usd]."""
        blocks = [self.block(f"sources.{id}") for id in self.loaded.form.sources]
        return pd.concat(blocks) if blocks else self.funding.iloc[:0]

    @cached_property
    def _waterfall(self) -> Waterfall:
        return Waterfall(self.model, self.values, self.cases.forms[self.case], self.case)

    @property
    def who_pays(self) -> pd.DataFrame:
        """What each source pays of each cost line, and what is not covered [usd]: lines are (item, line, source)."""
        return who_pays(self._waterfall)

    @property
    def cliff(self) -> pd.DataFrame:
        """Recurring cost on money that ends, by source; what falls off when it ends, and what then pays for it [usd]."""
        return cliff(self._waterfall)

    @property
    def lapses(self) -> pd.DataFrame:
        """Money that is lost: source, fiscal year, last day, amount [usd], and in words which cost it could pay instead."""
        return lapses(self._waterfall)

    def glide_path(self, item: str) -> pd.DataFrame:
        """Who pays an item (`software.office`) or a section (`devices`) in each year [usd]. Raises MissingError."""
        return glide_path(self._waterfall, item)

    def why_paid(self, item: str, year: int) -> str:
        """Why an item or one cost line was paid by what it was paid by: order, rules of use, dates, sources used up.

        Raises MissingError where there is no such line or year.
        """
        return why_paid(self._waterfall, item, year)

    def funding_page(self, year: int | None = None) -> str:
        """Who pays, in words and on one page: the headline years, or one. Raises MissingError outside the plan."""
        return funding_page(self._waterfall, self.loaded.form.calendar.headline_years, year)

    @property
    def by_status(self) -> pd.DataFrame:
        """What is paid by sources that are awarded, filed or planned [usd]; empty where there is no source."""
        return self.block("by_status") if "by_status.awarded" in self.model.by_id() else self.funding.iloc[:0]

    @property
    def cash_by_month(self) -> pd.DataFrame:
        """For sources that reimburse: what the district pays first, what comes back and what is out, by calendar month [usd]."""
        return cash_table(self.model, self.values, self.case)

    @property
    def scenarios(self) -> pd.DataFrame:
        """All scenarios side by side over all years: cost, present value, owed after the last, not covered, dearest [usd]."""
        return scenario_table(self.model, self.values, self.cases.names, self.cases.labels)

    def comparison(self, id: str) -> OptionsCompared:
        """Options on one need side by side, by the comparison's id: tables, and in words. Raises MissingError where there is none."""
        return compared(self.model, self.values, self.cases.forms[self.case], id, self.case, self.cases.inputs)

    @property
    def contract_calendar(self) -> pd.DataFrame:
        """When each contract's terms end, the last day to give notice, and what is due in the year that follows [usd]."""
        return contract_calendar(self.loaded.form, self.model, self.values, self.case)

    @property
    def procurement_calendar(self) -> pd.DataFrame:
        """By when each purchase and each renewal by bid goes to order, board, bid and E-Rate forms."""
        return procurement_calendar(self.loaded.form, self.model, self.values, self.case)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every read-out by name."""
        return {
            "budget": self.budget,
            "by_kind": self.by_kind,
            "by_recurrence": self.by_recurrence,
            "measures": self.measures,
            "annualised": self.annualised,
            "funding": self.funding,
            "sources": self.sources,
            "who_pays": self.who_pays,
            "cliff": self.cliff,
            "lapses": self.lapses,
            "by_status": self.by_status,
            "cash_by_month": self.cash_by_month,
            "scenarios": self.scenarios,
            "refresh_calendar": self.refresh_calendar,
            "fleet_ages": self.fleet_ages,
            "contract_calendar": self.contract_calendar,
            "procurement_calendar": self.procurement_calendar,
            "staffing": self.staffing,
            **read_outs([self.comparison(id) for id in self.loaded.form.comparisons]),
        }

    def explain(self, row: str, year: int) -> Step:
        """Why a row has its value in a fiscal year: formula, operands, inputs and their sources. Print it.

        Raises MissingError when there is no such row or year.
        """
        return explain_in_year(self.model, self.values, row, year, self.case)

    def to_excel(self, path: str | Path, *, force: bool = False, simulation: Simulation | None = None) -> Path:
        """Write the workbook: live formulas with their stored values, and the percentiles of a simulation as marked values.

        An existing file is replaced only with `force`.

        Raises OutputError when the file exists, cannot be written or has no name that ends in .xlsx; then nothing is left behind.
        """
        target = Path(path)
        if target.suffix.lower() != ".xlsx":
            raise OutputError(f"{path!s}: a workbook's name ends in .xlsx")
        scenarios = list(zip(self.cases.names, self.cases.labels, strict=True))
        cover = self._cover(simulation)
        write_workbook(
            target,
            self.model,
            self.values,
            scenarios,
            cover,
            selected=self.case,
            headline_years=self.loaded.form.calendar.headline_years,
            force=force,
        )
        return target

    def scope(self) -> dict[str, str]:
        """What the totals include: each category of cost as included, excluded or unknown."""
        paid = {posting.tags["category"] for posting in self.model.postings if posting.tags["budgeted"] == "yes"}
        beside = {posting.tags["category"] for posting in self.model.postings if posting.tags["budgeted"] == "no"}
        said = dict.fromkeys(beside, "excluded") | self.loaded.form.scope
        return {category: "included" if category in paid else said.get(category, "unknown") for category in CATEGORIES}

    def _without_folder(self, place: str) -> str:
        """A place as the plan's own folder sees it: a workbook that travels says nothing of the machine it came from."""
        path = self.loaded.path
        return place if path is None else place.replace(f"{path.parent}/", "")

    def _cover(self, simulation: Simulation | None) -> Cover:
        form = self.loaded.form
        shown = self.cases.forms[self.case]
        fleets = (
            fleet_figures(shown, self.model, self.values, self.case, path, retirement) for path in fleets_of(shown)
        )
        decisions, undecided = decisions_of(fleets)
        return Cover(
            title=form.title,
            district=form.district.name,
            summary_lines=tuple(line for line in (form.note, form.district.source) if line),
            scope=tuple((IN_WORDS[category], state) for category, state in self.scope().items()),
            plan_hash=self.loaded.digest,
            version=__version__,
            changes=((__version__, "written from the plan with this hash"),),
            findings=tuple(
                (finding.kind, self._without_folder(finding.place), f"{finding.found}. {finding.remedy}")
                for finding in self.findings
            ),
            who_pays=tuple(summary_words(self._waterfall, form.calendar.headline_years)),
            shifts=tuple((id, self.comparison(id).paragraphs) for id in form.comparisons),
            simulation=None if simulation is None else _drawn(simulation),
            decisions=decisions,
            undecided=undecided,
        )

    def __repr__(self) -> str:
        return f"<tco.Result of {self.loaded.form.title!r}, scenario {self.scenario!r}>"

    def _repr_html_(self) -> str:
        head = f"<h4>{escape(self.loaded.form.title)}: {escape(self.cases.labels[self.case])}</h4>"
        tables = [self.budget.round(0), self.measures.round(2)]
        return head + "".join(str(table.to_html()) for table in tables)


def _drawn(simulation: Simulation) -> Drawn:
    """A simulation as the workbook shows it: values, and the words that say where they come from."""
    table = simulation.table()
    drawn = f"{simulation.draws:,} draws of {len(simulation.uncertain)} figures, seed {simulation.seed}"
    note = f"Values, not formulas: {drawn}, tco {__version__}."
    rows = tuple((f"FY{year}", *numbers) for year, numbers in zip(table.index, table.to_numpy().tolist(), strict=True))
    return Drawn(note, (f"{simulation.labels['by_category.total']} [usd]", *table.columns), rows)


def _day(said: object) -> datetime.date:
    """A day as Python or ISO text has it. Raises MissingError."""
    try:
        return datetime.date.fromisoformat(str(said))
    except ValueError:
        raise MissingError(f'{shown(said)} is no day; give datetime.date(2028, 1, 1) or "2028-01-01"') from None
