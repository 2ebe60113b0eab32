"""From a form's figures to input rows: the label, unit and bounds come from the form, the path is the row's id."""

from __future__ import annotations

from collections.abc import Mapping

from tco.errors import FormulaError
from tco.formula.expression import Expression, Tier
from tco.formula.rows import Block, Model, Origin, Row
from tco.inputs.given import Form, Given, Meaning, meaning_of, switch_of
from tco.inputs.paying import PaidOver


def ask(block: Block, form: Form, field: str, *, of: str = "", path: str = "", label: str = "") -> Row:
    """The input row of a figure: a series where the form lets it vary by year, else one number.

    `of` replaces the form's unit where that depends on another answer (devices per student or per classroom), `label` the
    form's label where the block has several such figures. Raises FormulaError for an optional figure that is not given.
    """
    meaning = meaning_of(type(form), field)
    given = getattr(form, field)
    if given is None:
        raise FormulaError(f"{block.id}.{path or field} is optional and not given: ask for it only where it is")
    return input_row(block, path or field, given, meaning, of=of, label=label)


def ask_before(block: Block, path: str, label: str, amounts: Mapping[int, float]) -> list[Row]:
    """The amounts [usd] of the years before the plan, the last year first, as far back as one is given."""
    years = range(block.timeline.years[0] - 1, min(amounts) - 1, -1) if amounts else ()
    own = Origin(place_of(block, path))
    return [block.number(f"{path}_{year}", f"{label} in FY{year}", "usd", amounts.get(year, 0), own) for year in years]


def ask_each(block: Block, form: Form, field: str, *, of: str = "") -> dict[str, Row]:
    """The input rows of a table of figures, by the ids that the district gave them."""
    meaning = meaning_of(type(form), field)
    table: Mapping[str, Given] = getattr(form, field)
    return {id: input_row(block, f"{field}.{id}", given, meaning, of=of) for id, given in table.items()}


def input_row(block: Block, path: str, given: Given, meaning: Meaning, *, of: str = "", label: str = "") -> Row:
    """The input row of one figure under a path of the block."""
    name = path.rsplit(".", maxsplit=1)[-1].replace("_", " ")
    said = label or (f"{meaning.label}, {name}" if "." in path else meaning.label)
    origin = origin_of(given, place_of(block, path))
    unit = of or meaning.unit
    years = block.timeline.years
    if meaning.dated:
        return block.numbers(path, said, unit, [given.falls_in(year) for year in years], origin)
    if meaning.by_year:
        return block.numbers(path, said, unit, [given.in_year(year) for year in years], origin)
    return block.number(path, said, unit, given.at_age(1), origin)


def ask_by_age(
    model: Model, block: Block, form: Form, field: str, age: Expression, *, path: str = "", label: str = ""
) -> Expression:
    """A figure that may vary by age, read at the given years of service: the number itself where it does not vary."""
    given: Given = getattr(form, field)
    if given.oldest == 1:
        return ask(block, form, field, path=path, label=label)
    meaning, id = meaning_of(type(form), field), f"{block.id}.{path or field}"
    said = label or meaning.label
    ages = range(1, given.oldest + 1)
    table = model.table(id, f"{block.label}: {said.lower()} by age", [f"year_{age}" for age in ages])
    floors = table.column("year_of_service", "Year of service", "year", values=ages)
    origin = origin_of(given, place_of(block, path or field))
    rates = table.column("rate", said, meaning.unit, values=[given.at_age(age) for age in ages], origin=origin)
    return Tier(age + 1, floors, rates)


def ask_choice(block: Block, form: Form, field: str, *, path: str = "") -> Row:
    """The number of the choice made, counting from 1."""
    switch = switch_of(type(form), field)
    named = ", ".join(f"{number} {option}" for number, option in enumerate(switch.options, start=1))
    origin = Origin(path=place_of(block, path or field), note=named)
    said = _of_agreement(form, (path or field).rpartition(".")[0], switch.label)
    return block.number(path or field, said, "index", switch.code(getattr(form, field)), origin)


def ask_part(block: Block, form: Form, part: str, field: str, *, of: str = "", label: str = "") -> Row:
    """The input row of a figure that stands in a part of the item's form: `[devices.ID.warranty] term`."""
    said = label or _of_agreement(form, part, meaning_of(type(form), field).label)
    return ask(block, form, field, of=of, path=f"{part}.{field}", label=said)


def _of_agreement(form: Form, part: str, label: str) -> str:
    """The label of what an item may have several of, one for each way to pay: it says which."""
    if not isinstance(form, PaidOver) or not part:
        return label
    return f"{part.rsplit('.', maxsplit=1)[-1].replace('_', ' ').capitalize()}: {label[:1].lower()}{label[1:]}"


def ask_once(block: Block, form: Form, field: str) -> Row:
    """The input row of a figure that several parts of an item read, made on first asking."""
    return block.made(field) if block.has(field) else ask(block, form, field)


def place_of(block: Block, path: str) -> str:
    """Where the plan has a figure of a block: an item's own in its form, an option's among its changes."""
    if block.twin is None:
        return f"{block.id}.{path}"
    section, comparison, option, _, *part = block.id.split(".")
    return ".".join((section, comparison, "options", option, "changes", *part, path))


def origin_of(given: Given, path: str) -> Origin:
    return Origin(path, given.source, given.note, given.assumption, given.low, given.high)
