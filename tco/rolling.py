"""Rolling a plan forward: what stands at the end of its first year becomes the opening of the next."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any

from tco.errors import Fault, PlanError
from tco.formula.number import Values
from tco.formula.rows import Model, Row
from tco.funding.sources import RETURNED
from tco.inputs.devices import Fleet
from tco.inputs.erate import USES
from tco.inputs.funding import Source
from tco.inputs.grants import Grant
from tco.inputs.load import Loaded
from tco.inputs.paths import figures_in, slot_at, value_at
from tco.inputs.places import Keys, split_path
from tco.inputs.sources import COMES_BACK
from tco.rolling_agreements import LEAST_LEFT, closing_of, committed_opened, leases_opened, rents_opened

LEAST_DEVICES = 1e-9  # what float arithmetic leaves of a cohort that is gone

OF_AN_ISSUE = ("issued", "proceeds", "technology", "term")
LICENCES = (
    ("owned", "licences"),
    ("renewal.began", "began"),
    ("renewal.before", "renewals"),
    ("prepaid.began", "prepaid.term_began"),
    ("prepaid.number", "prepaid.prepaid"),
    ("prepaid.paid_price", "prepaid.price_paid"),
    ("coterm.number", "coterm.licensed"),
)
CARRIED = (
    ("circuits", "bid_in", "priced_in"),
    ("circuits", "present", "capacity_in_place"),
    ("circuits", "present_circuits", "circuits_in_place"),
    *((section, *carried) for section in ("software", "security") for carried in LICENCES),
    ("professional_development", "trained_before", "trained_at_end"),
    ("sources", "cap_unused", "cap_closing"),
    ("sources", "bond.owed", "bond_owed"),
)
"""By section the field that opens the next year, and the row whose value at year end it takes."""


def rolled_raw(loaded: Loaded, model: Model, values: Values) -> dict[str, Any]:
    """The plan one year on, as raw input: the same last year, and all that stands at the first year's end as openings.

    Scenarios keep their changes, but not those of openings, which are the base's now. Raises PlanError for a plan of one year.
    """
    calendar = loaded.form.calendar
    if calendar.horizon == 1:
        raise PlanError([Fault("calendar.horizon", "1 year, which is over", "Give the plan a longer horizon first.")])
    raw: dict[str, Any] = copy.deepcopy(loaded.raw)
    first, horizon = calendar.first_year + 1, calendar.horizon - 1
    headline = min(calendar.headline_years, horizon)
    if (kept := _kept_of_returns(loaded, model, values)) is not None:
        raw["sources"] = {COMES_BACK: kept} | raw.get("sources", {})
    raw["calendar"] |= {"first_year": first, "horizon": horizon, "headline_years": headline}
    opened = _opened(loaded, model.by_id(), values)
    for figure in figures_in(loaded.form):
        if figure.meaning.dated:
            opened[figure.keys] = _from_year(value_at(raw, figure.keys), first)
    for id, comparison in loaded.form.comparisons.items():
        if comparison.years is not None and (comparison.years.value or 0) > horizon:
            opened[("comparisons", id, "years")] = horizon
    for keys, value in opened.items():
        _put(raw, keys, value)
    for scenario in raw.get("scenarios", {}).values():
        scenario["changes"] = _changes_to_come(scenario.get("changes", {}), opened, first)
    return raw


def _kept_of_returns(loaded: Loaded, model: Model, values: Values) -> dict[str, Any] | None:
    """What is left of the money that comes back and that no source of the plan takes, as a source of the next year's plan."""
    closing = model.by_id().get(f"sources.{COMES_BACK}.closing")
    if closing is None or COMES_BACK in loaded.form.sources or (left := closing_of(closing, values)) <= LEAST_LEFT:
        return None
    kept = {"label": RETURNED.label, "recurrence": RETURNED.recurrence, "returned": {}, "carries_over": True}
    return kept | {"opening_balance": left}


def _opened(loaded: Loaded, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """What stands at the end of the first year, by the path at which the next year's plan says it."""
    opened: dict[Keys, Any] = {}
    year = loaded.form.calendar.first_year
    for section in ("devices", "network"):
        for id, fleet in getattr(loaded.form, section).items():
            opened |= _fleet_opened(loaded, (section, id), fleet, rows, values)
    opened |= _steps(loaded, rows, values) | committed_opened(loaded, rows, values)
    for id, source in loaded.form.sources.items():
        opened |= _source_opened(loaded, id, source, rows, values)
    for section, field, closing in CARRIED:
        for id in getattr(loaded.form, section):
            if f"{section}.{id}.{closing}" in rows and not _never_paid_ahead(section, id, field, rows, values):
                opened[(section, id, *field.split("."))] = closing_of(rows[f"{section}.{id}.{closing}"], values)
    for id, project in loaded.form.projects.items():
        if project.life is not None:
            spent = {year: closing_of(rows[f"projects.{id}.cost"], values)}
            opened[("projects", id, "paid_before")] = dict(project.paid_before) | spent
    return opened


def _fleet_opened(loaded: Loaded, keys: Keys, fleet: Fleet, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """What a fleet leaves to the next year: its lots, its last refresh, licences paid ahead, leases, spares, what stays."""
    id = ".".join(keys)
    opened: dict[Keys, Any] = {(*keys, "lots"): _lots(loaded, keys, fleet, rows[f"{id}.left"], values)}
    carried = ((("refresh", "last"), "refreshed_in"), (("licence", "one_end", "paid_ahead"), "paid_ahead"))
    for field, closing in carried:
        if f"{id}.{closing}" in rows:
            opened[(*keys, *field)] = closing_of(rows[f"{id}.{closing}"], values)
    if fleet.lease is not None:
        opened |= leases_opened(loaded, keys, rows, values)
    if fleet.rent is not None:
        opened |= rents_opened(loaded, keys, opened[(*keys, "lots")], rows, values)
    opened |= _staying(loaded, keys, fleet, rows, values)
    return opened | _pools_and_plans(loaded, keys, fleet, rows, values)


def _source_opened(loaded: Loaded, id: str, source: Source, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """What a source leaves to the next year: its balance, and of E-Rate what is still to come and what is used of a running cycle."""
    block, keys = f"sources.{id}", ("sources", id)
    if f"{block}.closing" not in rows:
        return {}
    if source.grant is not None:
        return _grant_opened(loaded, keys, source.grant, rows, values)
    if source.way not in USES:
        balance = {(*keys, "opening_balance"): closing_of(rows[f"{block}.closing"], values)}
        return balance | _borrowed(loaded, keys, rows, values)
    opened: dict[Keys, Any] = {(*keys, source.way, "owed_before"): closing_of(rows[f"{block}.later"], values)}
    if source.erate_two is not None and not values.of(rows[f"{block}.cycle_starts"])[1, 0]:
        opened[(*keys, source.way, "committed_before")] = closing_of(rows[f"{block}.used"], values)
        opened[(*keys, source.way, "budget_before")] = closing_of(rows[f"{block}.budget"], values)
    return opened


def _borrowed(loaded: Loaded, keys: Keys, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """The terms of a bond that is issued and still owed, which no scenario changes any more."""
    owed = rows.get(f"{'.'.join(keys)}.bond_owed")
    if owed is None or not closing_of(owed, values):
        return {}
    terms = {(*keys, "bond", name): value_at(loaded.raw, (*keys, "bond", name)) for name in OF_AN_ISSUE}
    return {path: value for path, value in terms.items() if value is not None}


def _never_paid_ahead(section: str, id: str, field: str, rows: Mapping[str, Row], values: Values) -> bool:
    """Whether a field says what is paid ahead of a product that nothing has been paid ahead for."""
    began = rows.get(f"{section}.{id}.prepaid.term_began")
    return field.startswith("prepaid.") and began is not None and closing_of(began, values) == 0


def _steps(loaded: Loaded, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """Every post's step in the second year, for those that have one."""
    opened: dict[Keys, Any] = {}
    for id, position in loaded.form.positions.items():
        for place, (person, post) in enumerate(position.roster.items()):
            if post.step is not None:
                later = values.of(rows[f"positions.{id}.post_step"])[1, place]
                opened[("positions", id, "roster", person, "step")] = round(float(later))
    return opened


def _grant_opened(loaded: Loaded, keys: Keys, grant: Grant, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """The awards of a grant that may still be used, by their fiscal years: what each was, has left, and may pay under its cap."""
    id, year = ".".join(keys), loaded.form.calendar.first_year
    awards = {**grant.awards_before, year: closing_of(rows[f"{id}.grant.award"], values)}
    of_direct = 1 + (grant.indirect_rate.value or 0 if grant.indirect_rate is not None else 0)
    made: dict[int, float] = {}
    left: dict[int, float] = {}
    room: dict[int, float] = {}
    for age in takewhile(lambda age: f"{id}.left_{age}" in rows, count(1)):
        was = year - age + 1
        remains = closing_of(rows[f"{id}.left_{age}"], values) * of_direct
        if was not in awards and not remains:
            continue  # an award that the plan never had
        left[was] = remains
        if was in awards:
            made[was], left[was] = awards[was], min(left[was], awards[was])
        if f"{id}.room_left_{age}" in rows:
            room[was] = closing_of(rows[f"{id}.room_left_{age}"], values)
    opened: dict[Keys, Any] = {(*keys, "grant", "awards_before"): made, (*keys, "grant", "left_before"): left}
    if room:
        opened[(*keys, "grant", "room_before")] = room
    if grant.indirect_rate is not None:
        opened[(*keys, "grant", "indirect_before")] = closing_of(rows[f"{id}.indirect"], values)
    return opened


def _staying(loaded: Loaded, keys: Keys, fleet: Fleet, rows: Mapping[str, Row], values: Values) -> dict[Keys, Any]:
    """Lines of the price that stay when a unit is replaced: how many are in place, and what was paid for them in which year."""
    opened: dict[Keys, Any] = {}
    year = loaded.form.calendar.first_year
    for id, line in [(id, line) for id, line in fleet.price.items() if line.stays]:
        row = f"{'.'.join(keys)}.stays.{id}"
        opened[(*keys, "price", id, "held")] = closing_of(rows[f"{row}.in_place"], values)
        spent = {year: closing_of(rows[f"{row}.spent"], values)}
        opened[(*keys, "price", id, "paid_before")] = dict(line.paid_before) | spent
    return opened


def _pools_and_plans(
    loaded: Loaded, keys: Keys, fleet: Fleet, rows: Mapping[str, Row], values: Values
) -> dict[Keys, Any]:
    """Repairs that the next year's spare pool is made for, and the year from which purchases come with a damage plan."""
    opened: dict[Keys, Any] = {}
    if fleet.spare_pool is not None and fleet.spare_pool.repairs_before is not None:
        repairs = rows[f"{'.'.join(keys)}.repairs_each"]
        opened[(*keys, "spare_pool", "repairs_before")] = closing_of(repairs, values)
    if fleet.protection is not None and fleet.protection.since is None:
        opened[(*keys, "protection", "since")] = loaded.form.calendar.first_year
    return opened


def _lots(loaded: Loaded, keys: Keys, fleet: Fleet, left: Row, values: Values) -> dict[str, Any]:
    """The lots of a fleet a year on: what is left of each, and the year's purchase as a lot of its own."""
    assert left.table is not None
    columns = {row.id.rsplit(".", 1)[-1]: values.of(row)[0].tolist() for row in left.table.columns}
    said = value_at(loaded.raw, (*keys, "lots"))
    known: dict[str, Any] = dict(said) if isinstance(said, dict) else {}
    year = loaded.form.calendar.first_year
    bought: dict[str, Any] = {"bought": year, "note": "bought in the plan's first year"}
    if fleet.support_years is not None:
        bought["support_end"] = _year_end(loaded, int(columns["supported_until"][len(fleet.lots)]))
    if "on_rent" in columns and columns["on_rent"][len(fleet.lots)]:
        bought["rented"] = True
    known[_free_id(f"bought_{year}", known)] = bought
    counts = values.of(left)[0].tolist()
    places = {id: place for place, id in enumerate(known)}
    for place in range(len(fleet.lots) + loaded.form.calendar.horizon, len(counts)):
        id = _free_id(left.table.records[place], known)
        known[id] = _received_lot(loaded, columns, place, left.table.record_names()[place])
        places[id] = place
    return {
        id: {**lot, "count": counts[places[id]], "price_paid": columns["price_paid"][places[id]]}
        for id, lot in known.items()
        if counts[places[id]] > LEAST_DEVICES
    }


def _received_lot(loaded: Loaded, columns: Mapping[str, Any], place: int, name: str) -> dict[str, Any]:
    """A lot of what another fleet handed down, with the support that it had there."""
    lot: dict[str, Any] = {"bought": int(columns["bought_in"][place]), "handed_down": True, "note": name}
    until = int(columns["supported_until"][place])
    return lot if until >= loaded.form.calendar.years[-1] else lot | {"support_end": _year_end(loaded, until)}


def _free_id(id: str, taken: Mapping[str, Any]) -> str:
    while id in taken:
        id += "_too"
    return id


def _year_end(loaded: Loaded, year: int) -> datetime.date:
    """The last day of a fiscal year."""
    start = loaded.form.calendar.start_month
    return datetime.date(year if start > 1 else year + 1, start, 1) - datetime.timedelta(days=1)


def _from_year(figure: Any, first: int) -> Any:
    """A dated amount without the years that are over; other values stay as they are."""
    if not isinstance(figure, dict) or not isinstance(figure.get("by_year"), dict):
        return figure
    by_year = {year: amount for year, amount in figure["by_year"].items() if int(year) >= first}
    return {**figure, "by_year": by_year or {first: 0}}


def _changes_to_come(changes: Mapping[str, Any], opened: Mapping[Keys, Any], first: int) -> dict[str, Any]:
    """A scenario's changes without those of openings and of dated amounts in years that are over."""
    to_come = {}
    for path, value in changes.items():
        keys = split_path(path)
        said = next((length for length in range(1, len(keys) + 1) if keys[:length] in opened), None)
        slot = slot_at(keys)
        if said is None:
            to_come[path] = value
        elif slot is not None and slot.meaning is not None and slot.meaning.dated:
            to_come[path] = _from_year(value, first)
        elif slot is None and keys[-2] == "by_year" and int(keys[-1]) >= first:
            to_come[path] = value
    return to_come


def _put(raw: dict[str, Any], keys: Keys, value: Any) -> None:
    table = raw
    for key in keys[:-1]:
        table = table[key]
    table[keys[-1]] = value
