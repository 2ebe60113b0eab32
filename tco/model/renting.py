"""Units that belong to a lessor: an agreement for each year's units, what is paid in its term, and what comes at its end.

Payments are level from an agreement's first to its last, whatever is lost or returned before. The prices that an agreement states
(payment, extension, purchase, charges) are those of the year in which it begins.
"""

from __future__ import annotations

from dataclasses import replace

from tco.formula.expression import Expression, at_least, at_most, cents, equals, sum_where, where, whole
from tco.formula.rows import Block, Row
from tco.inputs.devices import Fleet
from tco.model.financing.holding import Holding
from tco.model.financing.schedule import Agreements, Schedule, schedule_rows
from tco.model.ground import Ground
from tco.model.lessors import in_all
from tco.model.postings import Item
from tco.model.rents import Rented, agreement_rows, asked_rows, is_long_row, services_row
from tco.model.stock import FleetRows


def own_rows(block: Block, rows: FleetRows) -> FleetRows:
    """The part of a fleet that is the district's own, as if it were all there is; the fleet itself where none is rented."""
    if rows.lessors is None:
        return rows
    renting, table = rows.lessors.renting, rows.cohorts.table
    serving = block.row(
        "own_serving", "The district's own", "device", rows.serving * (1 - rows.lessors.serving), table=table
    )
    back = block.made("returned_in_all")
    return replace(
        rows,
        serving=serving,
        in_service=in_all(block, "own_in_service", "The district's own, all", serving),
        bought=block.row("own_bought", "Bought and not rented", "device", rows.bought * (1 - renting.chosen)),
        retired=block.row("own_retired", "Retired and not returned", "device", rows.retired - back),
    )


def rent_rows(ground: Ground, item: Item, fleet: Fleet, rows: FleetRows) -> None:
    """All that a rented fleet pays to its lessors; no rows for a fleet that is not rented."""
    if fleet.rent is None or rows.lessors is None:
        return
    block = item.block
    units = block.row("rented", "Newly rented", "device", rows.bought * rows.lessors.renting.chosen)
    at = Rented(ground, item, fleet, fleet.rent, rows, rows.lessors, units)
    agreements = agreement_rows(at, asked_rows(at))
    schedule = schedule_rows(ground, block, agreements, name="rent", label="Rents")
    services = services_row(at, agreements)
    is_long = is_long_row(at)
    _post_rents(at, schedule, services, is_long)
    fee = _fee_row(at)
    end_rows(at, agreements)
    _exit_row(at, schedule)
    if ground.policy is not None:
        _hold(at, schedule, is_long, [row for row in (services, fee) if row is not None])


def _post_rents(at: Rented, schedule: Schedule, services: Row | None, is_long: Row) -> None:
    """Rents of a long agreement are debt service, those of a short one operating; so are services in any."""
    principal = at.row("debt_principal", "Rents: principal of debt", "usd", schedule.principal * is_long)
    interest = at.row("debt_interest", "Rents: interest on debt", "usd", schedule.paid_interest * is_long)
    short = at.row("short", "Rents of short-term agreements", "usd", schedule.paid * (1 - is_long))
    at.item.post(principal, "acquire", "debt_service", category="financing")
    at.item.post(interest, "acquire", "debt_service", category="financing")
    at.item.post(short, "acquire", once=False)
    if services is not None:
        at.item.post(services, "support")
    owed = at.row("debt_owed", "Rents: owed on long agreements", "usd", schedule.owed_at_end * is_long)
    at.ground.owed.append(owed)


def _fee_row(at: Rented) -> Row | None:
    """The fee of each agreement, paid as it begins."""
    if not at.has("fee"):
        return None
    fee = at.row("fee", "Fees of new agreements", "usd", cents(at.ask("fee") * (at.units > 0)))
    at.item.post(fee, "acquire", category="financing")
    return fee


def end_rows(at: Rented, agreements: Agreements) -> None:
    """What comes at the end of a term: returning units with charges, keeping them for more payments, or buying them."""
    table = at.rows.cohorts.table
    level = sum_where(agreements.table.made("price_level"), agreements.year, at.rows.cohorts.bought_in)
    index = table.column("price_level", "Price level of its agreement", "index", formula=level)
    if at.has("return_cost"):
        back = at.block.made("returned_in_all")
        cost = cents(back * at.ask("return_cost") * at.index)
        at.item.post(at.row("return_costs", "Cost of returning", "usd", cost), "retire")
    if at.has("damage_charge"):
        units = _by_cohort(at, "charged", "Returned, at the prices agreed", at.lessors.returned * index)
        cost = cents(units * at.ask("damaged") * at.ask("damage_charge"))
        at.item.post(at.row("damage_charges", "Charges for damaged ones", "usd", cost), "retire")
    in_term = at.lessors.serving * (at.rows.age < at.lessors.renting.years)
    if at.has("loss_charge"):
        lost = (at.rows.serving - at.rows.left) * in_term * index
        units = _by_cohort(at, "lost", "Lost in the term, at the prices agreed", lost)
        at.item.post(
            at.row("loss_charges", "Charges for lost ones", "usd", cents(units * at.ask("loss_charge"))), "retire"
        )
    if at.has("extension"):
        kept = at.rows.serving * at.lessors.serving * (at.rows.age >= at.lessors.renting.years) * index
        units = _by_cohort(at, "extended", "Kept after the term, at the prices agreed", kept)
        times = at.terms.times * at.ground.economy.one_year
        cost = cents(units * at.ask("extension") * times)
        at.item.post(at.row("extensions", "Payments after the term", "usd", cost), "acquire", once=False)
    if at.has("purchase"):
        _bought_out(at, agreements, index)


def _by_cohort(at: Rented, id: str, label: str, formula: Expression) -> Row:
    """Units of every cohort at the price level of the year in which its agreement began, and all of them."""
    table = at.rows.cohorts.table
    family = at.block.row(f"rent_{id}_by_cohort", label, "device", formula, table=table)
    return in_all(at.block, f"rent_{id}", f"{label}, all", family)


def _bought_out(at: Rented, agreements: Agreements, index: Row) -> None:
    """Those kept when the term is over are bought, and serve as the district's own. Their price counts over the life left."""
    renting, rows = at.lessors.renting, at.rows
    on_rent = rows.cohorts.table.made("on_rent")
    price = at.ask("purchase")
    ends = rows.serving * on_rent * renting.purchases * equals(rows.age, renting.years)
    count = _by_cohort(at, "bought_out", "Bought after the term, at the prices agreed", ends * index)
    spent = at.row("purchases", "Price of those bought after the term", "usd", cents(count * price))
    level = sum_where(agreements.table.made("price_level"), agreements.year, at.block.timeline.year - renting.years)
    one = at.row("purchase_each", "Price of one whose term is over", "usd/device", price * level)
    at.item.post_purchase(spent, one, of="rent_")
    if at.ground.policy is not None:
        _hold_bought_out(at, spent, one)


def _hold_bought_out(at: Rented, spent: Row, one: Row) -> None:
    """Units bought after their term, for the books: written off over the life that they have left."""
    left = at_least(1, whole(at.rows.life) - at.lessors.renting.years) * at.block.made("rent.months_in_year")
    serves = at.block.constant("rent.serves_after", "Months left after the term", "month", left)
    capital = at.block.made("rent_spent_capital") if at.block.has("rent_spent_capital") else None
    at.ground.holdings.append(
        Holding(
            "owned", "rent_bought", f"{at.block.label}: bought after the term", at.block, spent, serves, at.item.begins,
            paid_at_once=spent, unit_cost=one, capital=capital,
        )
    )  # fmt: skip


def _exit_row(at: Rented, schedule: Schedule) -> None:
    """What it would cost to end all agreements at year end."""
    if at.has("exit_fee"):
        cost = cents(schedule.owed_at_end * at.ask("exit_fee"))
        at.row("to_end_now", "Cost to end all agreements at year end", "usd", cost)


def _hold(at: Rented, schedule: Schedule, is_long: Row, expensed: list[Row]) -> None:
    """The right to use the units, for the books: it is written off over the term, or the life where that is the shorter."""
    in_year = at.block.made("rent.months_in_year")
    serves = at.block.constant(
        "rent.serves", "Months that the right to use serves", "month", at_most(at.terms.term, at.rows.life * in_year)
    )
    besides = None
    if expensed:
        besides = at.row("expensed", "Services and fees of the year", "usd", _sum(expensed))
    at.ground.holdings.append(
        Holding(
            "lease", "rent", f"{at.block.label}: right to use", at.block, schedule.financed, serves, at.item.begins,
            schedule=schedule, is_long=is_long, expensed=besides,
        )
    )  # fmt: skip


def _sum(rows: list[Row]) -> Expression:
    whole_sum: Expression = rows[0]
    for row in rows[1:]:
        whole_sum = whole_sum + row
    return whole_sum


def price_a_year(block: Block, rows: FleetRows, one_year: Row, bought: Expression) -> Expression:
    """A year's part of a unit's price: none of what is a lessor's; what was bought after its term, over the life left then."""
    if rows.lessors is None:
        return bought
    own = 1 - rows.lessors.serving
    if rows.lessors.renting.rent.purchase is None:
        return bought * own
    table, years = rows.cohorts.table, rows.lessors.renting.years
    price = block.made("rent.purchase") * table.made("price_level")
    left = price * one_year / at_least(1, whole(rows.life) - years)
    over = table.column("left_a_year", "Price after its term, over the life left", "usd/device", formula=left)
    return where(table.made("on_rent"), over, bought) * own
