"""Writes docs/reference.md: every field of a plan from the forms, every command and public name from its own words.

`python docs/make_reference.py` writes it; a test compares. Nothing in it is typed by hand, so that it cannot go stale.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

import tco
from tco import decide
from tco.cli import main
from tco.decide.lifetimes import lifetimes, read_life_records
from tco.formula.units import KNOWN_UNITS
from tco.inputs.given import LARGEST, Form, Given, Meaning, Switch, notes_of
from tco.inputs.plan import PlanForm
from tco.workbook.naming import LABELS, lowered, words

TARGET = Path(__file__).parent / "reference.md"
HEAD = """# Reference

Made from the code by `python docs/make_reference.py`; do not edit it by hand. [The guide](guide.md) has examples of all of it.

## How to read the tables

- A field without a default must be given. "-" means that the part it belongs to is left out of the plan unless it is given.
- **live**: a figure; any scenario may change it. **switch**: a choice; any scenario may make it. Everything else is **structural**: a
  file that extends the plan may change it, a scenario may not.
- "by year" and "by age" say whether `by_year` and `by_age` are allowed in place of one value; "dated" amounts count in the years
  they are given for and in no others. Bounds hold for every value. Annual amounts leave `/year` out of their unit; where a price is
  for each of what an item counts, its unit in the workbook says so (`usd/student`).
- `ID` stands for a name of your own: small letters, digits and `_`, beginning with a letter.
"""


def reference() -> str:
    """The whole page."""
    parts = [HEAD, "## The plan file\n", *_forms(), *_commands(), *_names(), *_units()]
    return "\n".join(parts).rstrip() + "\n"


# The forms --------------------------------------------------------------------------------------------------------------------


def _forms() -> Iterator[str]:
    where: dict[type[Form], list[str]] = {}
    _find(PlanForm, "", where)
    for form, paths in where.items():
        yield f"### {', '.join(f'`[{path}]`' for path in paths) if paths[0] else 'At the top of the file'}\n"
        yield f"{_paragraph(form)}\n"
        yield "| field | what it is | kind | unit or type | bounds | varies | default |\n|---|---|---|---|---|---|---|"
        for name, info in form.model_fields.items():
            yield _line(form, name, info)
        yield ""


def _find(form: type[Form], path: str, where: dict[type[Form], list[str]]) -> None:
    """Every form that a plan has, with the tables in which it stands."""
    where.setdefault(form, []).append(path)
    for name, info in form.model_fields.items():
        for inner, is_table in _forms_in(info.annotation):
            if inner is not Given:
                _find(inner, f"{path}.{name}".strip(".") + (".ID" if is_table else ""), where)


def _forms_in(annotation: Any, is_table: bool = False) -> Iterator[tuple[type[Form], bool]]:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        yield annotation, is_table
    for part in get_args(annotation):
        yield from _forms_in(part, is_table or get_origin(annotation) is dict)


def _line(form: type[Form], name: str, info: FieldInfo) -> str:
    notes = notes_of(form, name)
    meaning = next((note for note in notes if isinstance(note, Meaning)), None)
    switch = next((note for note in notes if isinstance(note, Switch)), None)
    said = info.alias or name
    if meaning is not None:
        cells = (meaning.label, "live", f"`{meaning.unit}`", _bounds(meaning), _varies(meaning))
    elif switch is not None:
        cells = (switch.label, "switch", " or ".join(f"`{option}`" for option in switch.options), "", "")
    else:
        cells = (LABELS.get(name, words(name)), "", _type(info.annotation), _limits(notes), "")
    table = get_origin(info.annotation) is dict and meaning is not None
    return f"| `{said}{'.ID' if table else ''}` | {' | '.join(cells)} | {_default(info)} |"


def _bounds(meaning: Meaning) -> str:
    low, high = f"{meaning.at_least:,.10g}", f"{meaning.at_most:,.10g}"
    if meaning.unit == "year" and meaning.at_least > 1000:
        low, high = low.replace(",", ""), high.replace(",", "")
    return f"{low} to {high}" if meaning.at_most < LARGEST else f"{low} or more"


def _varies(meaning: Meaning) -> str:
    ways = {"by year": meaning.by_year, "by age": meaning.by_age, "dated": meaning.dated}
    return ", ".join(way for way, may in ways.items() if may)


def _limits(notes: tuple[Any, ...]) -> str:
    low = next((f"{note.ge:g} or more" for note in notes if isinstance(note, Ge)), "")
    low = next((f"above {note.gt:g}" for note in notes if isinstance(note, Gt)), low)
    high = next((f"at most {note.le:,.10g}" for note in notes if isinstance(note, Le)), "")
    high = next((f"below {note.lt:,.10g}" for note in notes if isinstance(note, Lt)), high)
    return ", ".join(part for part in (low, high) if part)


PLAIN_TYPES = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any"}


def _type(annotation: Any) -> str:
    """A field's type in words."""
    if annotation in PLAIN_TYPES:
        return PLAIN_TYPES[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(inner[0])
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in inner)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(part) for part in inner if part is not type(None))
    if origin is dict:
        named = "fiscal year" if inner[0] is int else "`ID`" if _is_id(inner[0]) else "path"
        return f"table by {named}: {_type(inner[1])}"
    if origin is tuple:
        return f"list of {_type(inner[0])}s"
    return lowered(words(annotation.__name__))


def _is_id(annotation: Any) -> bool:
    return get_origin(annotation) is Annotated


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**must be given**"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, Given):
        return f"`{value.value:g}`" + (f" ({value.note})" if value.note else "")
    if value is None or value in ("", (), {}):
        return "-"
    if isinstance(value, Form):
        given = value.model_dump(exclude_defaults=True)
        return ", ".join(f"`{key} = {entry!r}`" for key, entry in given.items()) or "-"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


# Commands, names, units -------------------------------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    yield "## Commands\n"
    for name, command in main.commands.items():
        yield from _command(name, command)


def _command(name: str, command: click.Command) -> Iterator[str]:
    """One command, or a group with the commands in it."""
    words = " ".join(
        parameter.make_metavar(click.Context(command)) for parameter in command.params if not _opts(parameter)
    )
    yield f"### `{f'tco {name} {words}'.strip()}`\n\n{inspect.cleandoc(command.help or '')}\n"
    for parameter in command.params:
        if _opts(parameter) and isinstance(parameter, click.Option):
            yield f"- `{', '.join(parameter.opts)}`: {parameter.help}"
    yield ""
    if isinstance(command, click.Group):
        for inner, each in command.commands.items():
            yield from _command(f"{name} {inner}", each)


def _opts(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option)


def _names() -> Iterator[str]:
    yield "## Python\n\n`import tco` gives these names.\n"
    for name in tco.__all__:
        yield from _name(f"tco.{name}", getattr(tco, name))
    yield f"## Replacement theory in Python\n\n`from tco import decide` gives these names. {_paragraph(decide)}\n"
    for name in decide.__all__:
        yield from _name(f"decide.{name}", getattr(decide, name), _all_words)
    for function in (read_life_records, lifetimes):
        yield from _name(f"decide.lifetimes.{function.__name__}", function, _all_words)


def _name(name: str, thing: Any, said: Callable[[Any], str] | None = None) -> Iterator[str]:
    """One public name with what it means; of a class its members, too."""
    if isinstance(thing, str):
        yield f"### `{name}`\n\nThe version, as text.\n"
    elif not inspect.isclass(thing):
        yield f"### `{name}{_signature(thing)}`\n\n{(said or _paragraph)(thing)}\n"
    else:
        yield f"### `{name}`\n\n{(said or _paragraph)(thing)}\n"
        if not issubclass(thing, Exception):
            yield from _members(thing)


def _members(thing: type) -> Iterator[str]:
    """Fields, properties and methods of a class that people are meant to use."""
    lines = []
    for name in (*getattr(thing, "__annotations__", {}), *vars(thing)):
        member = inspect.getattr_static(thing, name, None)
        doc = inspect.getdoc(member) if callable(member) or hasattr(member, "__get__") else None
        if name.startswith("_") or not doc or isinstance(member, types.MemberDescriptorType):
            continue
        call = _signature(member) if inspect.isfunction(member) else ""
        lines.append(f"- `{name}{call}`: {' '.join(doc.split())}")
    if lines:
        yield "\n".join(dict.fromkeys(lines)) + "\n"


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    kept = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
    return str(signature.replace(parameters=kept)).replace("'", "")


def _all_words(thing: Any) -> str:
    """All that a docstring says: of arguments, units, errors and sources too."""
    return " ".join((inspect.getdoc(thing) or "").split())


def _paragraph(thing: Any) -> str:
    return " ".join((inspect.getdoc(thing) or "").split("\n\n`", maxsplit=1)[0].split())


def _units() -> Iterator[str]:
    yield "## Units\n\n| unit | what is counted |\n|---|---|"
    yield from (f"| `{name}` | {said} |" for name, said in KNOWN_UNITS.items())
    yield "| `share`, `flag`, `index` | plain numbers |"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
