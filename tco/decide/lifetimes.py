"""How long a district's own devices last, from its records: by model and purchase year, never mixed.

Mixed, a young fleet of one model and an old fleet of another look like wear that neither has. Units still in use, and those that were
retired, sold or lost before they failed, count for the time they were seen working (censoring); units that were old when the
records began count only from then on (left truncation).
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tco.decide.failure import Weibull
from tco.decide.survival import surviving, weibull_fit
from tco.errors import Fault, Finding, PlanError
from tco.inputs.cells import BadCell, date, fiscal_year
from tco.inputs.csv_file import Columns, Line, each, read_csv
from tco.inputs.files import Unreadable
from tco.inputs.places import shown

FEWEST_FAILURES = 10  # fewer leave the shape of a life open between "wears out" and "fails at random"
DAYS_IN_A_YEAR = 365.25
FAILURES = ("failed", "failure", "broken", "broke", "defective", "worn out")
OTHER_ENDS = (
    "retired",
    "replaced",
    "sold",
    "recycled",
    "disposed",
    "lost",
    "stolen",
    "missing",
    "transferred",
    "surplus",
)
RECORDS = Columns(
    ("model", "bought"),
    ("serial", "ended", "why", "seen_from"),
    {
        **dict.fromkeys(("purchase_date", "purchased", "date_purchased", "in_service", "deployed"), "bought"),
        **dict.fromkeys(("end_date", "date_ended", "retired_on", "failed_on", "closed", "disposed_on"), "ended"),
        **dict.fromkeys(("reason", "cause", "outcome", "status"), "why"),
        **dict.fromkeys(("first_seen", "records_from", "observed_from", "tracked_since"), "seen_from"),
        **dict.fromkeys(("serial_number", "asset", "asset_tag"), "serial"),
    },
)


@dataclass(frozen=True)
class Lived:
    """One unit: how old it was [year] when it was first seen and when it was last seen, and whether it failed then."""

    model: str
    purchase_year: int
    entered: float
    ended: float
    failed: bool

    def __post_init__(self) -> None:
        if not 0 <= self.entered < self.ended:
            raise ValueError(f"expected ages from 0 that rise, found seen from {self.entered} until {self.ended}")


@dataclass(frozen=True)
class Lifetimes:
    """What records say of one model bought in one fiscal year.

    `surviving` is the share still working by years of service, of those that were there at `seen_from` [year]; `weibull` is None where
    failures are too few to say, and `note` says so.
    """

    model: str
    purchase_year: int
    units: int
    failures: int
    seen_from: float
    surviving: Mapping[int, float]
    weibull: Weibull | None
    note: str


@dataclass(frozen=True)
class LifeRecords:
    """The units of a file of records, what was wrong with its lines, and the day up to which it was read."""

    units: tuple[Lived, ...]
    findings: tuple[Finding, ...]
    as_of: datetime.date


def read_life_records(path: str | Path, *, start_month: int = 7, as_of: datetime.date | None = None) -> LifeRecords:
    """Read a CSV of units: model, bought, and where it is over, ended and why; seen_from where records began after the purchase.

    `why` is a failure (failed, broken, defective) or another end (retired, sold, lost, stolen). A unit without an end is in use on
    `as_of`, the last day in the file if none is given. Purchase years are fiscal years that begin in `start_month`. A line that cannot
    be read is left out with a Fault in `findings`. Raises PlanError for a file that cannot be read or has no line that can.
    """
    try:
        csv_file = read_csv(Path(path), RECORDS, {})
    except Unreadable as error:
        raise PlanError([error.fault]) from error
    read: list[tuple[Line, _Dates]] = []
    each(csv_file, lambda line: read.append((line, _dates(line))))
    days = [day for _, dates in read for day in (dates.bought, dates.ended, dates.seen_from) if day is not None]
    last = as_of or max(days, default=datetime.date.min)
    units = []
    for line, dates in read:
        try:
            units.append(_lived(line.needed("model", str), dates, start_month, last))
        except BadCell as bad:
            csv_file.fault(line.number, bad.found, bad.remedy)
    findings = tuple(csv_file.closed())
    if not units:
        raise PlanError(
            findings or [Fault(csv_file.file, "no line can be used", "Give model and bought on each line.")]
        )
    return LifeRecords(tuple(units), findings, last)


@dataclass(frozen=True)
class _Dates:
    bought: datetime.date
    ended: datetime.date | None
    seen_from: datetime.date | None
    failed: bool


def _dates(line: Line) -> _Dates:
    """The days of one line. Raises BadCell."""
    line.needed("model", str)
    bought, ended = line.needed("bought", date), line.read("ended", date)
    why = line.text("why").lower()
    if ended is None:
        return _Dates(bought, None, line.read("seen_from", date), False)
    if why not in (*FAILURES, *OTHER_ENDS):
        words = f"Write one of {', '.join(FAILURES)} where it failed, or {', '.join(OTHER_ENDS)}."
        raise BadCell(f"it ended for {shown(why)}" if why else "it ended and the line does not say why", words)
    return _Dates(bought, ended, line.read("seen_from", date), why in FAILURES)


def _lived(model: str, dates: _Dates, start_month: int, as_of: datetime.date) -> Lived:
    """A unit's ages. What is dated after the last day has not happened yet. Raises BadCell."""
    over = dates.ended is not None and dates.ended <= as_of
    ended = dates.ended if over and dates.ended is not None else as_of
    begun = max(dates.bought, dates.seen_from or dates.bought)
    if ended <= begun:
        found = f"its end, {ended}, is not after the day from which it is seen, {begun}"
        raise BadCell(found, "Correct the dates, or delete the line.")
    entered, lived = ((day - dates.bought).days / DAYS_IN_A_YEAR for day in (begun, ended))
    return Lived(model, fiscal_year(dates.bought, start_month), entered, lived, over and dates.failed)


def lifetimes(units: Iterable[Lived], *, fewest: int = FEWEST_FAILURES) -> tuple[Lifetimes, ...]:
    """Survival by year and a Weibull life for each model and purchase year, in that order.

    A Weibull life is fitted only where at least `fewest` units failed. Raises MissingError where the library that fits, lifelines, is not
    installed. Source: Kaplan and Meier 1958; maximum likelihood with censoring and left truncation, by lifelines.
    """

    def group(unit: Lived) -> tuple[str, int]:
        return unit.model, unit.purchase_year

    ordered = sorted(units, key=group)
    return tuple(_of_group(key, list(members), fewest) for key, members in groupby(ordered, key=group))


def _of_group(key: tuple[str, int], units: Sequence[Lived], fewest: int) -> Lifetimes:
    start = _seen_from(units, fewest)
    seen = [unit for unit in units if unit.ended > start]
    ages = range(math.floor(start) + 1, math.floor(max(unit.ended for unit in seen)) + 1)
    shares: tuple[float, ...] = ()
    if ages:
        shares = surviving(
            list(ages),
            ended=[unit.ended for unit in seen],
            failed=[unit.failed for unit in seen],
            entered=[max(start, unit.entered) for unit in seen],
        )
    failures = sum(unit.failed for unit in units)
    fitted = None
    if failures >= fewest:
        fitted = weibull_fit(
            ended=[unit.ended for unit in units],
            failed=[unit.failed for unit in units],
            entered=[unit.entered for unit in units],
        )
    curve = dict(zip(ages, shares, strict=True))
    return Lifetimes(*key, len(units), failures, start, curve, fitted, _note(fitted, failures, fewest))


def _seen_from(units: Sequence[Lived], fewest: int) -> float:
    """The age from which as many units are seen as a fit takes: before it, one failure could end a curve at nothing."""
    entries = sorted({unit.entered for unit in units})
    enough = (age for age in entries if sum(unit.entered <= age < unit.ended for unit in units) >= fewest)
    return next(enough, entries[0])


def _note(fitted: Weibull | None, failures: int, fewest: int) -> str:
    if failures < fewest:
        return f"{failures} failed: too few for a fit, which takes {fewest}"
    if fitted is None:
        return "no life fits: the failures fall too close together"
    if fitted.shape > 1:
        return f"fails more often with age: {fitted.scale:.1f} years until 63 % have failed"
    return "does not fail more often with age: replacing it early prevents nothing"
