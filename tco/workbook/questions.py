"""What the forms ask, as sheets to fill in: one sheet for each kind of record, one question for each field.

Nothing here names a form beyond the plan itself: a new field or a new kind of item appears in the workbook by itself.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from tco.inputs.given import Form, Given, Meaning, Switch
from tco.inputs.places import Keys
from tco.inputs.plan import PlanForm
from tco.workbook.naming import INTROS, LABELS, first_sentence, lowered, words

ANY_ID = "*"
FIRST_SHEET = "Plan"
BY_YEAR, BY_AGE, RANGES = "By year", "By age", "Ranges and sources"
MOST_ANSWERS_ON_A_LINE = 13
YEARS_ASKED, AGES_ASKED = 10, 8  # columns of the blank sheets; a filled one has as many as it needs
_PLAIN_KINDS: Mapping[type, str] = {
    str: "text",
    bool: "yes_no",
    int: "whole",
    float: "number",
    datetime.date: "date",
    object: "any",
}


@dataclass(frozen=True)
class Question:
    """One thing asked about a record: what it is called, how it is answered and where the answer belongs in the plan."""

    keys: Keys
    label: str
    kind: str  # text, id, ids, yes_no, whole, number, bound, date, choice, any, year, age, sheet, key
    required: bool = False
    meaning: Meaning | None = None
    options: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    default: Any = field(default=None, hash=False)
    with_part: str = ""  # required only where this optional part of the form is used
    number: int = 0  # which year or which age, counting from 1

    @property
    def is_figure(self) -> bool:
        """Whether the answer is the value of a figure, which may have a source, a range and values by year elsewhere."""
        return self.meaning is not None and self.kind == "number"

    @property
    def part_depth(self) -> int:
        """How many of its keys lead to the part of the form that it is required with; the innermost of that name."""
        return max((place for place, key in enumerate(self.keys, 1) if words(key) == self.with_part), default=1)

    @property
    def is_fixed(self) -> bool:
        """Whether only one number is right, such as the version of the format; it stands in its cell already."""
        return self.kind == "whole" and len(self.options) == 1


@dataclass(frozen=True)
class Table:
    """A field that holds many entries by their names; it gets a sheet of its own."""

    owner: type[Form]
    keys: Keys
    key_kind: str
    entry: Any
    notes: tuple[Any, ...]
    least: int


@dataclass(frozen=True)
class Section:
    """One sheet to fill in. `roots` are the paths that its records may have, with `*` for each name typed there."""

    title: str
    intro: str
    roots: tuple[Keys, ...]
    names: tuple[Question, ...]
    questions: tuple[Question, ...]
    holds: str  # form, figure, plain, any, details
    across: bool = False
    least: int = 0  # records that a plan, or the record above, must have

    @property
    def is_plan(self) -> bool:
        return self.roots == ((),)

    @property
    def needed(self) -> bool:
        """Whether a plan cannot do without this sheet."""
        return self.is_plan or (self.least > 0 and len(self.names) == 1)

    @property
    def columns(self) -> tuple[Question, ...]:
        return (*self.names, *self.questions)


def sections() -> tuple[Section, ...]:
    """All sheets in their order; those on the parts of an item follow the last sheet that has such items."""
    questions, tables = _asked(PlanForm)
    intro = "The plan itself: the district, its fiscal years and its prices."
    found = [Section(FIRST_SHEET, intro, ((),), (), questions, "form", across=True)]
    for table in tables:
        found.extend(_below(table, (), ()))
    merged: dict[tuple[Any, ...], Section] = {}
    for order, section in enumerate(found):
        same = (section.title, section.holds, section.questions) if len(section.names) > 1 else (order,)
        earlier = merged.pop(same, None)
        merged[same] = section if earlier is None else replace(section, roots=earlier.roots + section.roots)
    listed = [_with_sheet(section) for section in merged.values()]
    return tuple([*listed, *_details()])


@cache
def asked_at(keys: Keys) -> Question | None:
    """The question whose answer stands at a path of a plan."""
    for section in sections():
        for root in section.roots if section.holds == "form" else ():
            inside = zip(root, keys, strict=False)
            if len(keys) > len(root) and all(part in (ANY_ID, key) for part, key in inside):
                found = next((asked for asked in section.questions if asked.keys == keys[len(root) :]), None)
                if found is not None:
                    return found
    return None


def _below(table: Table, root: Keys, names: tuple[Question, ...]) -> Iterator[Section]:
    """The sheet of a table, then those of the tables inside its records."""
    root = (*root, *table.keys, ANY_ID)
    in_record = ANY_ID in root[:-1]
    title = f"{words(table.owner.__name__)} {words(table.keys[-1]).lower()}" if in_record else words(table.keys[-1])
    key = {"id": "Id", "year": "Fiscal year", "path": "Path"}[table.key_kind]
    names = (*names, Question((), key, "id" if table.key_kind == "id" else "key", required=True))
    questions, inner, holds, intro = _entry(table)
    yearly = [
        question for question in questions if question.is_figure and question.meaning and question.meaning.by_year
    ]
    across = holds == "form" and len(questions) > MOST_ANSWERS_ON_A_LINE
    if holds == "form" and not across and len(yearly) == 1:
        questions = (*questions, *_years((*yearly[0].keys, "by_year"), yearly[0].meaning))
    yield Section(title, intro, (root,), names, questions, holds, across, table.least)
    for part in inner:
        owner = _first_form(table.entry).__name__
        above = replace(names[-1], label=LABELS.get(owner, words(owner)))
        yield from _below(part, root, (*names[:-1], above))


def _entry(table: Table) -> tuple[tuple[Question, ...], tuple[Table, ...], str, str]:
    """What is asked about one entry of a table, the tables inside it, how it is kept, and what it means."""
    kind, notes, _ = _bare(table.entry)
    if kind is Given:
        meaning = next(note for note in (*notes, *table.notes) if isinstance(note, Meaning))
        return (
            _figure_questions(meaning),
            (),
            "figure",
            INTROS.get(table.keys[-1], f"{meaning.label}, one line for each."),
        )
    if isinstance(kind, type) and issubclass(kind, Form):
        return (*_asked(kind), "form", INTROS.get(table.keys[-1], first_sentence(kind)))
    if kind is Any:
        return _figure_questions(None), (), "any", INTROS.get(words(table.owner.__name__), first_sentence(table.owner))
    value = replace(_value(Question((), "Value", "text", required=True), kind, notes), keys=())
    return (value,), (), "plain", INTROS.get(table.keys[-1], f"{words(table.keys[-1])}, one line for each.")


def _figure_questions(meaning: Meaning | None) -> tuple[Question, ...]:
    """A figure with all that may be said about it, on one line; without a meaning it is a scenario's new value."""
    value = Question(
        ("value",), meaning.label if meaning else "New value", "number" if meaning else "any", meaning=meaning
    )
    years = _years(("by_year",), meaning) if meaning is None or meaning.by_year or meaning.dated else ()
    ages = _ages(meaning) if meaning is not None and meaning.by_age else ()
    return (value, *years, *ages, *_remarks(meaning))


def _remarks(meaning: Meaning | None) -> tuple[Question, ...]:
    return (
        Question(("low",), "Low", "bound", meaning=meaning),
        Question(("high",), "High", "bound", meaning=meaning),
        Question(("source",), "Source", "text"),
        Question(("note",), "Note", "text"),
        Question(("assumption",), "Assumption", "yes_no", default=False),
    )


def _years(keys: Keys, meaning: Meaning | None = None) -> tuple[Question, ...]:
    first = Question(keys, "", "year", meaning=meaning)
    return tuple(replace(first, label=f"Year {number}", number=number) for number in range(1, YEARS_ASKED + 1))


def _ages(meaning: Meaning | None = None) -> tuple[Question, ...]:
    first = Question(("by_age",), "", "age", meaning=meaning)
    return tuple(replace(first, label=f"Service year {number}", number=number) for number in range(1, AGES_ASKED + 1))


def _details() -> Iterator[Section]:
    """The sheets on which any figure, named by its path, gets values by year or by age, a range and a source."""
    path = (Question((), "Path", "key", required=True),)
    by_year = "Figures that change by fiscal year. A value holds until the next year that has one; leave the figure's own cell empty."
    by_age = "Figures that change with years of service. The last one holds for all later years; leave the figure's own cell empty."
    ranges = "Low and high, source and note of any figure. Mark what nobody published as an assumption."
    yield Section(BY_YEAR, by_year, ((ANY_ID,),), path, _years(("by_year",)), "details")
    yield Section(BY_AGE, by_age, ((ANY_ID,),), path, _ages(), "details")
    yield Section(RANGES, ranges, ((ANY_ID,),), path, _remarks(None), "details")


def _with_sheet(section: Section) -> Section:
    """Where several sheets have such records, a line also says whose it is."""
    if len(section.roots) == 1:
        return section
    sheet = Question((), "Sheet", "sheet", required=True, options=tuple(words(root[0]) for root in section.roots))
    return replace(section, names=(sheet, *section.names))


def _asked(form: type[Form]) -> tuple[tuple[Question, ...], tuple[Table, ...]]:
    questions: list[Question] = []
    tables: list[Table] = []
    for found in _fields(form):
        if isinstance(found, Table):
            tables.append(found)
        else:
            questions.append(found)
    return tuple(questions), tuple(tables)


def _fields(form: type[Form]) -> Iterator[Question | Table]:
    """Every field of a form; the fields of a form inside it stand under its name."""
    for name, info in form.model_fields.items():
        kind, notes, optional = _bare(info.annotation, info.metadata)
        keys = (info.alias or name,)
        if get_origin(kind) is dict:
            yield _table(form, name, kind, notes, info)
        elif isinstance(kind, type) and issubclass(kind, Form) and kind is not Given:
            yield from _inside(kind, keys[0], optional, info.is_required())
        else:
            yield _question(keys, kind, notes, info)


def _inside(form: type[Form], key: str, optional: bool, required: bool) -> Iterator[Question | Table]:
    for part in _fields(form):
        keys = (key, *part.keys)
        if isinstance(part, Table):
            yield replace(part, keys=keys)
        else:
            with_part = words(key) if part.required and optional else part.with_part
            label = f"{words(key)}: {lowered(part.label)}"
            yield replace(part, keys=keys, label=label, required=part.required and required, with_part=with_part)


def _table(form: type[Form], name: str, kind: Any, notes: tuple[Any, ...], info: FieldInfo) -> Table:
    """A table's field, owned by the form that first had it, so that forms made from one another share a sheet."""
    key, entry = get_args(kind)
    bare, key_notes, _ = _bare(key)
    key_kind = "year" if bare is int else "id" if key_notes else "path"
    least = max((getattr(note, "min_length", 0) or 0 for note in info.metadata), default=0)
    first = next(base for base in reversed(form.__mro__) if name in getattr(base, "__annotations__", {}))
    return Table(first, (info.alias or name,), key_kind, entry, notes, least)


def _first_form(form: type[Form]) -> type[Form]:
    """The form that others of its kind are made from: a fleet, for network equipment too."""
    return next(base for base in reversed(form.__mro__) if issubclass(base, Form) and base is not Form)


def _question(keys: Keys, kind: Any, notes: tuple[Any, ...], info: FieldInfo) -> Question:
    """The question that a field asks."""
    switch = next((note for note in notes if isinstance(note, Switch)), None)
    meaning = next((note for note in notes if isinstance(note, Meaning)), None)
    default = None if info.is_required() or info.default_factory else info.default
    plain = info.title or LABELS.get(keys[-1]) or words(keys[-1])
    label = switch.label if switch else meaning.label if meaning else plain
    lowest, highest = (meaning.at_least, meaning.at_most) if meaning else (None, None)
    asked = Question(keys, label, "text", info.is_required(), meaning, (), lowest, highest, default)
    return _value(asked, kind, notes)


def _value(asked: Question, kind: Any, notes: tuple[Any, ...]) -> Question:
    """A question with the kind of its answer. Raises TypeError for what no cell can hold."""
    if kind is Given:
        return replace(asked, kind="number")
    if get_origin(kind) is Literal:
        options = get_args(kind)
        return replace(
            asked, kind="choice" if isinstance(options[0], str) else "whole", options=tuple(map(str, options))
        )
    if get_origin(kind) is tuple and _bare(get_args(kind)[0])[0] is int:
        return replace(asked, kind="wholes")
    if get_origin(kind) in (tuple, list):
        return replace(asked, kind="ids")
    if kind not in _PLAIN_KINDS:
        raise TypeError(
            f"{asked.label}: no cell can hold {kind}; give the field another type, or teach this file to ask for it"
        )
    is_id = kind is str and any(getattr(note, "pattern", None) for note in notes)
    lowest, highest = (asked.lowest, asked.highest) if asked.meaning else _bounds(notes)
    return replace(asked, kind="id" if is_id else _PLAIN_KINDS[kind], lowest=lowest, highest=highest)


def _bare(annotation: Any, notes: Iterable[Any] = ()) -> tuple[Any, tuple[Any, ...], bool]:
    """A type without what stands beside it: the type, the notes, and whether it may be left out."""
    collected, optional = list(notes), False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            collected += more
        elif get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation):
            rest = [part for part in get_args(annotation) if part is not type(None)]
            annotation, optional = rest[0] if len(rest) == 1 else Union[tuple(rest)], True  # noqa: UP007
        else:
            return annotation, tuple(collected), optional


def _bounds(notes: Iterable[Any]) -> tuple[float | None, float | None]:
    flat = [inner for note in notes for inner in (note.metadata if isinstance(note, FieldInfo) else (note,))]
    lowest = next((note.ge for note in flat if isinstance(getattr(note, "ge", None), int | float)), None)
    highest = next((note.le for note in flat if isinstance(getattr(note, "le", None), int | float)), None)
    return lowest, highest
