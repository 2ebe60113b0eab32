"""Yearly formula grants: awards of several years side by side, the oldest used first, and what lapses on each last day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tco.formula.expression import Expression, Prior, at_least, at_most, cents, equals, month_to, sum_rows, where
from tco.formula.rows import Block, Origin, Row
from tco.formula.units import day_number
from tco.funding.funds import Funds
from tco.funding.money import Money
from tco.inputs.funding import Source
from tco.inputs.grants import CAPPED, LIMITED, PARTS, Grant, Window, window_of
from tco.model.ask import ask_before, ask_choice, ask_part
from tco.model.ground import Ground
from tco.model.public import public_origin, public_row
from tco.rules.shelf import dates_of, figure, first_day

LIQUIDATION = "grant_liquidation"


@dataclass(frozen=True)
class Award:
    """A grant as its rows read it: its window, its awards [usd], those before the plan (the last first), and its indirect rate."""

    ground: Ground
    block: Block
    grant: Grant
    window: Window
    awarded: Row
    before: Sequence[Row]
    rate: Row | None

    def direct(self, amount: Expression) -> Expression:
        """What an amount leaves for direct cost, so that the indirect charge on it fits into the amount, too."""
        return cents(amount if self.rate is None else amount / (1 + self.rate))

    def own_or_rule(self, field: str, rule: str) -> Row:
        """The district's own figure where it gives one, else the program's rule."""
        if getattr(self.grant, field) is not None:
            return ask_part(self.block, self.grant, "grant", field)
        return public_row(self.ground, self.block, rule)


@dataclass(frozen=True)
class Rung:
    """The awards in one year of their use: what they have [usd], what of that outlives the last day, what will be left of it."""

    have: Row
    stays: Row | None
    left: Row | None
    opening: Expression | None


@dataclass(frozen=True)
class Room:
    """What the awards in one year of their use may still pay of capped uses: their room, what of it has money, what is left of it."""

    room: Row
    usable: Row
    left: Row | None
    opening: Expression | None


def grant_money(ground: Ground, funds: Funds, block: Block, source: Source) -> Money:
    """A yearly award that may be obligated for longer than its year: what lasts, what ends on the last day, the cap inside."""
    grant = source.grant
    assert grant is not None, "the table of ways names this for sources with a grant"
    award = award_rows(ground, block, grant)
    closing = block.announce("closing", "Balance at year end", "usd")
    rungs = rung_rows(award, closing)
    stays = [rung.stays for rung in rungs if rung.stays is not None]
    lasting = block.row("lasting", "Of it, beyond the last day to obligate", "usd", sum_rows(stays) if stays else 0)
    have = sum_rows([rung.have for rung in rungs])
    ending = block.row("ending", "Of it, until the last day to obligate", "usd", have - lasting)
    until = deadline_rows(award)
    rooms = room_rows(award, rungs) if source.has_capped_use else []
    cap = block.row("cap", "Most for capped uses", "usd", sum_rows([each.usable for each in rooms])) if rooms else None

    def settle(paid: Row, capped: Row | None) -> None:
        left_rows(block, rungs, closing, ending, paid)
        if award.rate is not None:
            funds.refunds.append(charge_row(award, paid))
        if capped is not None:
            room_left_rows(block, rooms, capped)

    return Money(lasting, settle, ending=ending, until=until, cap=cap)


def charge_row(award: Award, paid: Row) -> Row:
    """What the grant pays the district for its overhead, which comes back to it in the year after."""
    assert award.rate is not None, "asked for where there is a rate"
    block, grant = award.block, award.grant
    before = ask_part(block, grant, "grant", "indirect_before") if grant.indirect_before is not None else None
    charge = cents(paid * award.rate)
    return block.row("indirect", "Indirect charge, comes back to the district", "usd", charge, opening=before)


def award_rows(ground: Ground, block: Block, grant: Grant) -> Award:
    """The awards that count, each in the first fiscal year that it may pay; the one before the plan is their opening."""
    amount = ask_part(block, grant, "grant", "award")
    window = window_of(grant, ground.plan.calendar)
    before = ask_before(block, "grant.awards_before", "Award", _since(grant.awards_before, window))
    rate = ask_part(block, grant, "grant", "indirect_rate") if grant.indirect_rate is not None else None
    for part in PARTS:
        if getattr(grant, part) is not None:
            ask_part(block, grant, "grant", part)
    counted = block.made("counted")
    opening = before[0] * counted if before else None
    awarded = block.row("awarded", "Award, as far as it counts", "usd", amount * counted, opening=opening)
    return Award(ground, block, grant, window, awarded, before, rate)


def _since(amounts: Mapping[int, float], window: Window) -> Mapping[int, float]:
    """The amounts of awards that may still be used when the plan begins."""
    return {year: amount for year, amount in amounts.items() if year >= window.oldest}


def rung_rows(award: Award, closing: Row) -> list[Rung]:
    """The awards side by side, the youngest first: what each has, and what of it outlives the year's last day to obligate."""
    block, window = award.block, award.window
    label = "Received" if award.rate is None else "Received, for direct cost"
    received = block.row("received", label, "usd", award.direct(award.awarded))
    before = ask_before(block, "grant.left_before", "Left of the award", _since(award.grant.left_before, window))
    openings = [award.direct(left * block.made("counted")) for left in before]
    block.row("opening", "Balance at the start", "usd", Prior(closing))
    rungs, have = list[Rung](), received
    for year in range(1, window.last):
        limited = award.grant.is_limited and year == window.tested
        stays = carried_row(award, have) if limited else have
        left = block.announce(f"left_{year}", f"Left of awards in year {year} of use", "usd")
        rungs.append(Rung(have, stays, left, openings[year - 1] if year <= len(openings) else None))
        have = block.row(f"year_{year + 1}", f"Awards in year {year + 1} of use", "usd", Prior(left))
    return [*rungs, Rung(have, None, None, None)]


def carried_row(award: Award, have: Row) -> Row:
    """What of an award outlives its first deadline: no more than the share that may be carried over, unless it has no limit."""
    block, base = award.block, tested_row(award)
    rules = LIMITED.get(award.grant.program, ("", ""))
    limit = block.row(
        "carry_limit", "Limit on carry-over", "usd", award.direct(base * award.own_or_rule("carry_share", rules[0]))
    )
    free = []
    if award.grant.exempt_below is not None or rules[1]:
        free.append(base < award.own_or_rule("exempt_below", rules[1]))
    if award.grant.waiver is not None:
        free.append(ask_part(block, award.grant, "grant", "waiver") > 0)
    within: Expression = at_most(have, limit)
    if free:
        none = block.row("no_limit", "Small awards and waivers: no limit", "flag", sum_rows(free) > 0)
        within = where(none, have, within)
    return block.row("carried", "Of it, within the limit on carry-over", "usd", within)


def tested_row(award: Award) -> Row:
    """The award whose carry-over is limited in the year: of this year, or of the year in which it was made."""
    base = award.awarded
    for age in range(1, award.window.tested):
        opening = award.before[age] * award.block.made("counted") if age < len(award.before) else None
        label = f"Award now in year {age + 1} of use"
        base = award.block.row(f"awarded_{age + 1}", label, "usd", Prior(base), opening=opening)
    return base


def deadline_rows(award: Award) -> Row:
    """The last day to obligate in each fiscal year, the last to pay what was obligated by then, and the month of the first."""
    block, window = award.block, award.window
    days = [day_number(day) for day in window.deadlines]
    label = "Last day to obligate what ends"
    last = block.numbers("last_day", label, "date", days, Origin(window.path, window.source, window.note))
    first = first_day(block.timeline.years[0], start_month=award.ground.plan.calendar.start_month)
    known = figure(LIQUIDATION, on=max(first, dates_of(LIQUIDATION)[0]))
    after = block.number(LIQUIDATION, known.label, known.unit, known.value, public_origin(known, asked=first))
    block.row("liquidate_by", "Last day to pay what was obligated by then", "date", last + after)
    return block.row("until", "Last month to obligate what ends", "month", month_to(last))


def left_rows(block: Block, rungs: Sequence[Rung], closing: Row, ending: Row, paid: Row) -> None:
    """What each award has left: what ends is used before what goes on, and of that the older awards before the younger."""
    used = block.made("paid_ending")
    block.row("lapsed", "Lapses on the last day", "usd", ending - used)
    rest = block.row("paid_lasting", "Pays of what goes on", "usd", paid - used)
    older, left = list[Row](), list[Row]()
    for rung in reversed(rungs):
        if rung.stays is not None and rung.left is not None:
            used_here = at_least(0, rest - sum_rows(older)) if older else rest
            left.append(block.define(rung.left, at_least(0, rung.stays - used_here), opening=rung.opening))
            older.append(rung.stays)
    openings = [rung.opening for rung in rungs if rung.opening is not None]
    block.define(closing, sum_rows(left) if left else 0, opening=sum_rows(openings) if openings else None)


def room_rows(award: Award, rungs: Sequence[Rung]) -> list[Room]:
    """The cap inside each award: a share of it or of its technology part, which goes on with what is left of the award."""
    block, grant = award.block, award.grant
    share = award.own_or_rule("cap_share", CAPPED.get(grant.program, ""))
    room = award.awarded * share
    if grant.ed_tech is not None:
        of_part = equals(ask_choice(block, grant, "cap_base", path="grant.cap_base"), 1)
        part = where(of_part, block.made("grant.ed_tech"), 1)
        room = room * block.constant("cap_part", "Part of the award that the cap is a share of", "share", part)
    rooms_before = _since(grant.room_before, award.window)
    before = ask_before(block, "grant.room_before", "Room under the cap of the award", rooms_before)
    openings = [cents(unused * block.made("counted")) for unused in before]
    rooms, row = list[Room](), block.row("room_1", "Room under the cap, new awards", "usd", cents(room))
    for year, rung in enumerate(rungs, start=1):
        label = f"Room under the cap that has money, year {year} of use"
        usable = block.row(f"usable_{year}", label, "usd", at_most(row, rung.have))
        if rung.left is None:
            return [*rooms, Room(row, usable, None, None)]
        left = block.announce(f"room_left_{year}", f"Room left under the cap, year {year} of use", "usd")
        rooms.append(Room(row, usable, left, openings[year - 1] if year <= len(openings) else None))
        row = block.row(f"room_{year + 1}", f"Room under the cap, year {year + 1} of use", "usd", Prior(left))
    return rooms


def room_left_rows(block: Block, rooms: Sequence[Room], capped: Row) -> None:
    """What is left of each award's room: the oldest is used first."""
    older = list[Row]()
    for room in reversed(rooms):
        if room.left is not None:
            used_here = at_least(0, capped - sum_rows(older)) if older else capped
            block.define(room.left, room.room - at_most(room.usable, used_here), opening=room.opening)
        older.append(room.usable)
