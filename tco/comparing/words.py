"""A comparison in words: what shifts, which is cheapest, who may pay, what one is bound to, and what would change the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tco.comparing.read import Options
from tco.decide.break_even import BreakEven
from tco.inputs.funding import Source, Use
from tco.inputs.options import option_form
from tco.payments.falls import A_DOLLAR, dollars, listed

REASONS_HEAD = "reason"
NAMES = {"rate": "rate of interest", "years": "prepaid term", "discount": "discount for paying ahead"}
SHIFTS = {
    "capital": "capital",
    "operating": "operating cost",
    "debt_service": "debt service",
    "proceeds": "what comes back",
}
LEVEL = 1.05  # a peak year of at most this many average years is no peak
ALL, NOTHING = 0.9995, 0.0005  # shares that round to all and to nothing
MOST_ITEMS = 3  # items that a rule of use names before it counts the rest
MOST_SHARE = 0.99  # what is not all is not said to be 100%
MOST_TURNS = 2  # break-evens that a sentence names


def paragraphs(options: Options) -> tuple[str, ...]:
    """The comparison in a few paragraphs: plain words, rounded numbers."""
    said = (
        [_cheapest(options), *(_shift(options, option) for option in options.others)],
        [_peaks(options), *(_saves(options, option) for option in options.others)],
        _payers(options),
        [_bound(options, option) for option in options.options],
        [_turns(options, option) for option in options.others],
    )
    joined = (" ".join(sentence for sentence in sentences if sentence) for sentences in said)
    return tuple(paragraph for paragraph in joined if paragraph)


def _cheapest(options: Options) -> str:
    """Which option is the cheapest in present value, and by how much."""
    worth = {option: options.one(option, "present_net") for option in options.options}
    ranked = sorted(worth, key=lambda option: worth[option])
    best, labels = ranked[0], options.options
    period = f"{options.labels[0]} to {options.labels[-1]}" if len(options.labels) > 1 else options.labels[0]
    net = (
        ", less what is left at the end"
        if any(abs(options.one(each, "end_value")) > A_DOLLAR for each in labels)
        else ""
    )
    more = [
        f"{labels[option]} {_dollars(worth[option] - worth[best])} ({_percent(worth[option] / worth[best] - 1)}) more"
        for option in ranked[1:]
        if worth[option] - worth[best] > A_DOLLAR and worth[best] > 0
    ]
    same = [labels[option] for option in ranked[1:] if worth[option] - worth[best] <= A_DOLLAR]
    alike = f", as much as {listed(same)}" if same else ""
    yearly = options.one(best, "equivalent_annual")
    head = f"Over {period} {labels[best]} costs least in present value{net}: {_dollars(worth[best])} ({_dollars(yearly)} a year){alike}"
    return f"{head}; {listed(more)}." if more else f"{head}."


def _shift(options: Options, option: str) -> str:
    """What shifts between kinds against the first option, per year on average."""
    labels, more = options.options, {}
    for kind, word in SHIFTS.items():
        difference = options.one(option, f"average_{kind}") - options.one(options.first, f"average_{kind}")
        difference = -difference if kind == "proceeds" else difference  # what comes back is taken off cost
        if abs(difference) > A_DOLLAR:
            more[word] = difference
    if not more:
        return f"Against {labels[options.first]}, {labels[option]} shifts nothing between capital, operating cost and debt service."
    said = [
        f"{word} is {_dollars(abs(amount))} a year {'higher' if amount > 0 else 'lower'}"
        for word, amount in more.items()
    ]
    return f"Against {labels[options.first]}, with {labels[option]}, {listed(said)} on average, and {_paid_in_all(options, option)}."


def _paid_in_all(options: Options, option: str) -> str:
    """What is paid more or less in the study period, and what is still owed at its end."""
    in_all = options.one(option, "cost_in_all") - options.one(options.first, "cost_in_all")
    owed, end = options.years(option, "owed")[-1], options.labels[-1]
    if abs(in_all) <= A_DOLLAR:
        paid = f"as much is paid by the end of {end}"
    else:
        paid = f"{_dollars(abs(in_all))} {'more' if in_all > 0 else 'less'} is paid by the end of {end}"
    return f"{paid}, with {_dollars(owed)} still owed then" if owed > A_DOLLAR else paid


def _peaks(options: Options) -> str:
    """The dearest year of each option, where one stands out."""
    said = []
    for option, label in options.options.items():
        peak, years = options.one(option, "peak"), len(options.labels)
        if peak > LEVEL * options.one(option, "cost_in_all") / years:
            said.append(f"{label} in FY{options.one(option, 'peak_year'):.0f} with {_dollars(peak)}")
        else:
            said.append(f"{label} about level at {_dollars(peak)} a year")
    return f"The dearest year: {listed(said)}." if len(options.labels) > 1 else ""


def _saves(options: Options, option: str) -> str:
    """Whether more investment is worth what it saves; nothing of what is paid later than the first option, which is to borrow."""
    if options.one(option, "invests") != 1 or options.years(option, "shift_cost")[0] < -A_DOLLAR:
        return ""
    label, first = options.options[option], options.options[options.first]
    invested, saved = options.one(option, "invested"), options.one(option, "saving")
    back = f", paid back in {options.one(option, 'simple_payback'):.1f} years"
    if options.one(option, "simple_pays") != 1:
        back = ", not paid back within the period" if options.years(option, "simple_so_far")[0] < 0 else ""
    return (
        f"{label} invests {_dollars(invested)} more than {first} and saves {_dollars(saved)} (both in present value){back}: "
        f"{options.one(option, 'sir'):.2f} dollars saved for each invested, a return of {_percent(options.one(option, 'airr'))} a year."
    )


# Who may pay.


def _payers(options: Options) -> Iterator[str]:
    """What part of each option the sources may pay; those that may pay all of all are not named, those that pay none together."""
    none = []
    for source, label in options.sources.items():
        shares = {option: options.one(option, f"may_pay_share.{source}") for option in options.options}
        if max(shares.values()) < NOTHING:
            none.append(label)
        elif min(shares.values()) < ALL:
            said = [f"{_part(share)} of {options.options[option]}" for option, share in shares.items()]
            least = min(shares, key=lambda option: shares[option])
            yield f"By its rules {label} may pay {listed(said)}: {reason(options, source, least)}."
    if none:
        yield f"None of them may be paid by {listed(none).replace(' and ', ' or ')}."


def reason(options: Options, source: str, option: str) -> str:
    """Why a source may pay this much of an option: its uses, the days in which it may pay, what it pays of an eligible cost."""
    form = options.plan.sources[source]
    share = options.one(option, f"may_pay_share.{source}")
    said = list(_uses(options, form))
    if share > ALL:
        return said[0] if said else "it may pay all of it"
    said += _limits(options, form, option)
    return "; ".join(said) or "it does not come in all of the years"


def _uses(options: Options, source: Source) -> Iterator[str]:
    """The rules of use in words, such as that it pays capital only."""
    if not source.uses:
        return
    named = list(dict.fromkeys(_use(options, use) for use in source.uses.values()))
    only = f"it may pay {' or '.join(named)} only"
    kinds = {kind for use in source.uses.values() for kind in use.kinds}
    if source.bond is not None or kinds == {"capital"}:
        only += ", so that it buys but cannot subscribe or pay rent"
    yield only


def _use(options: Options, use: Use) -> str:
    of = (*use.programs, *use.initiatives, *use.purposes)
    parts = [
        _or(use.kinds),
        _or(use.categories),
        f"to {_or(use.phases)}" if use.phases else "",
        f"what is {_or(use.recurrences)}" if use.recurrences else "",
        f"for {_or([_item(options, path) for path in use.items], most=MOST_ITEMS)}" if use.items else "",
        f"of {_or(of)}" if of else "",
    ]
    return " ".join(part for part in parts if part) or "anything"


def _item(options: Options, path: str) -> str:
    """An item or a section as people call it."""
    section, _, id = path.partition(".")
    form = getattr(options.plan, section, {}).get(id)
    return section.replace("_", " ") if form is None else str(form.label)


def _or(words: Sequence[str], most: int | None = None) -> str:
    """The words, or so many of them and how many more there are."""
    said = [word.replace("_", " ") for word in words]
    if most is not None and len(said) > most:
        return f"{', '.join(said[:most])} and {len(said) - most} more"
    return " or ".join(said)


def _limits(options: Options, source: Source, option: str) -> Iterator[str]:
    """What dates, discount and match leave."""
    form: Any = option_form(options.plan, options.form, options.form.options[option])
    if source.obligate_by is not None:
        yield f"its money may be committed until {source.obligate_by}"
        if getattr(form, "prepaid", None) is not None and form.pays == "ahead":
            yield "it cannot prepay years after that day, which it does not benefit from"
        elif getattr(form, "lease", None) is not None or getattr(form, "rent", None) is not None:
            yield "payments that an agreement asks for later are not its own"
    if source.has_capped_use:
        yield "its cap is not counted here"
    if source.erate_one is not None or source.erate_two is not None:
        yield "E-Rate pays its discount on eligible cost, the district the rest"
    elif source.match is not None:
        yield "the district must pay its match itself"


# What one is bound to.


def _bound(options: Options, option: str) -> str:
    """The term, what is owed at most, and what it costs to leave."""
    form: Any = option_form(options.plan, options.form, options.form.options[option])
    label = options.options[option]
    for part in ("lease", "rent"):
        terms = getattr(form, part, None)
        if terms is not None:
            owed, leaving = (options.years(option, name) for name in ("owed", "exit_cost"))
            year = max(range(len(owed)), key=lambda each: owed[each])
            years = _figure(options, option, f"{part}.term")
            head = f"{label} binds for {_years(years)} from each year's purchase"
            if owed[year] > A_DOLLAR:
                head += f"; {_dollars(owed[year])} is owed at the end of {options.labels[year]}, the most"
            if terms.appropriation:
                return f"{head}, and the board may end it without default by appropriating nothing."
            return (
                f"{head}, and ending it then costs {_dollars(leaving[year])}." if owed[year] > A_DOLLAR else f"{head}."
            )
    if getattr(form, "committed", None) is not None and form.pays == "committed":
        owed = options.years(option, "owed")
        year = max(range(len(owed)), key=lambda each: owed[each])
        years = _figure(options, option, "renewal.term" if form.committed.term is None else "committed.term")
        head = f"{label} binds for {_years(years)} at a time"
        most = f"; {_dollars(owed[year])} is owed at the end of {options.labels[year]}, the most"
        return f"{head}{most if owed[year] > A_DOLLAR else ''}."
    if getattr(form, "prepaid", None) is not None and form.pays == "ahead":
        ahead = options.years(option, "owned")
        year = max(range(len(ahead)), key=lambda each: ahead[each])
        years = _figure(options, option, "prepaid.years")
        return f"{label} pays {_years(years)} ahead: {_dollars(ahead[year])} is paid and unused at the end of {options.labels[year]}."
    return ""


def _figure(options: Options, option: str, name: str) -> float:
    row = options.input_of(option, name)
    assert row is not None, "asked of an agreement that the option has"
    return float(options.values.of(row, options.case)[0, 0])


# What would change the answer.


def _implied(options: Options, option: str) -> str:
    """At which rate an option borrows that costs less at first, or what it earns that costs more; none is said of a rate below 0."""
    label, first = options.options[option], options.options[options.first]
    rate, at_first = options.implied_rates[option], options.years(option, "shift_cost")[0]
    if rate is None or rate < 0 or abs(at_first) <= A_DOLLAR:
        return ""
    if at_first < 0:
        return f"To take {label} instead of {first} is to borrow at {_percent(rate)} a year."
    return f"To take {label} instead of {first} earns {_percent(rate)} a year on what it costs more at first."


def _turns(options: Options, option: str) -> str:
    """The implied rate and the break-evens nearest to the plan."""
    label, first = options.options[option], options.options[options.first]
    said = [_implied(options, option)]
    found = options.break_evens[option]
    turning = sorted((each for each in found if each.at not in (None, each.now)), key=_distance)[:MOST_TURNS]
    alike = listed([turn_words(each) for each in turning if not each.whole]).replace(" and ", " or ")
    said += [f"{label} and {first} cost the same in present value {alike}."] * bool(alike)
    other = "dearer" if found and found[0].cheaper_now else "cheaper"
    changed = listed([turn_words(each) for each in turning if each.whole]).replace(" and ", " or ")
    said += [f"{label} is {other} than {first} {changed}."] * bool(changed)
    if not turning and any(each.at is None for each in found):
        tried = listed(list(dict.fromkeys(none_words(each) for each in found if each.at is None))[:MOST_TURNS])
        said.append(f"{label} stays {'cheaper' if found[0].cheaper_now else 'dearer'} than {first} at any {tried}.")
    return " ".join(each for each in said if each)


def _distance(found: BreakEven) -> float:
    assert found.at is not None, "only of those that turn"
    return abs(found.at - found.now) / max(abs(found.now), A_DOLLAR / 100)


def turn_words(found: BreakEven) -> str:
    """Where a figure turns the answer, such as: at a price of $412.00 (planned $400.00)."""
    assert found.at is not None, "only of those that turn"
    said = f"{_name(found)}{' for both' if found.shared else ''} of {_said(found, found.at)}"
    if not found.whole:
        return f"at a {said} (planned {_said(found, found.now)})"
    ends = ("from a", " on") if found.at > found.now else ("at a", " or less")
    return f"{ends[0]} {said}{ends[1]} (planned {_said(found, found.now)})"


def none_words(found: BreakEven) -> str:
    """Between which values a figure turns nothing."""
    return f"{_name(found)} between {_said(found, found.low)} and {_said(found, found.high)}"


def _name(found: BreakEven) -> str:
    """A figure by what it is: the last word of its path, and of a price which line of a unit's it is."""
    *outer, last = found.row.split(".")
    if last == "price" and outer[-2:-1] == ["price"]:
        return "price" if outer[-1] == "device" else f"price of {outer[-1].replace('_', ' ')}"
    return NAMES.get(last, last.replace("_", " "))


def _said(found: BreakEven, number: float) -> str:
    """A figure as people say it in its unit."""
    if found.unit.startswith("usd"):
        return f"${number:,.2f}"
    return _years(number) if found.whole else _percent(number)


def _years(number: float) -> str:
    return f"{number:g} year{'' if number == 1 else 's'}"


def _dollars(amount: float) -> str:
    return f"-{dollars(-amount)}" if amount <= -A_DOLLAR else dollars(abs(amount))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _part(share: float) -> str:
    return "all" if share > ALL else "none" if share < NOTHING else f"{min(share, MOST_SHARE):.0%}"
