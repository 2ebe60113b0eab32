"""From a plan file to a checked plan: read it with the files it extends and its tables, and say all that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tco.errors import Advice, Fault, Finding, PlanError
from tco.inputs.changes import check_scenario_paths, flat_changes, merged, prepared, scenario_places, with_changes
from tco.inputs.consistency import check_plan
from tco.inputs.faults import faults_of, text_faults
from tco.inputs.files import LARGEST_PLAN, Unreadable, beside, plan_text, read_bytes, read_toml
from tco.inputs.fitting_options import Changed, alike, options_in
from tco.inputs.paths import slot_at, value_at
from tco.inputs.places import Keys, Places, shown
from tco.inputs.plan import PlanForm
from tco.inputs.tables import Filled, fill, rosters_in, set_prices

SCHEMA = 1
MOST_TAKEN_OUT = 50


@dataclass(frozen=True)
class Loaded:
    """A plan that may be computed: its form, the tables it was read from, and what is worth a look."""

    form: PlanForm
    raw: dict[str, Any]
    places: Places
    advice: tuple[Advice, ...]
    path: Path | None
    digest: str


@dataclass(frozen=True)
class Layer:
    """One plan file by itself, before the file that it extends is put under it."""

    path: Path
    raw: dict[str, Any]
    places: Places


def load(path: Path) -> Loaded:
    """Read and check a plan file in TOML with all files it names. Raises PlanError with every fault that was found."""
    try:
        layers = read_layers(Path(path))
    except Unreadable as unreadable:
        raise PlanError([unreadable.fault]) from unreadable
    months = [value_at(layer.raw, ("calendar", "start_month")) for layer in layers]
    start_month = next((month for month in months if isinstance(month, int) and 1 <= month <= 12), 1)
    raw: dict[str, Any] = {}
    places = Places(str(path))
    findings: list[Finding] = []
    lost: list[Keys] = []
    rosters: dict[str, Path | None] = {}
    for layer in reversed(layers):
        here = rosters_in(layer.raw, layer.path.parent)
        rosters |= {id: file for id, file in here.items() if file is not None or id not in rosters}
    for layer in reversed(layers):
        filled = fill(layer.raw, layer.places, layer.path.parent, start_month, rosters)
        raw, places = merged(_cleared(raw, filled), filled.raw), places.below(filled.places)
        priced = set_prices(raw, places, filled.prices)
        raw, places = priced.raw, priced.places
        findings += [*filled.findings, *priced.findings]
        lost += filled.lost
    return _checked(raw, places, Path(path), findings, lost)


def read_raw(
    raw: dict[str, Any],
    places: Places,
    path: Path | None = None,
    *,
    findings: Sequence[Finding] = (),
    lost: Sequence[Keys] = (),
) -> Loaded:
    """Check a plan that came from a workbook or was changed. Raises PlanError with every fault that was found.

    `findings` are those that reading it gave; of the keys in `lost` they say already what is wrong.
    """
    return _checked(raw, places, path, list(findings), lost)


def read_layers(path: Path) -> list[Layer]:
    """The plan file and those under it, each extending the next. Raises Unreadable; a circle is named."""
    layers: list[Layer] = []
    seen: list[Path] = []
    while True:
        try:
            content = read_bytes(path, "plan file", largest=LARGEST_PLAN)
        except Unreadable as unreadable:
            place = layers[-1].places.place(("extends",)) if layers else ""
            raise PlanError([unreadable.asked_at(place, path) if layers else unreadable.fault]) from unreadable
        _check_circle(path, seen, layers)
        file = str(path)
        raw, places = read_toml(plan_text(content, file), file)
        faults = text_faults(raw, places)
        if faults:
            raise PlanError(faults)
        layers.append(Layer(path, raw, places))
        base = raw.pop("extends", None)
        if base is None:
            return layers
        if not isinstance(base, str) or not base.strip() or "\0" in base:
            remedy = 'Write the name of a plan file: extends = "base.toml".'
            raise Unreadable(places.place(("extends",)), f"found {shown(base)}", remedy)
        path = beside(path.parent, base)


def _check_circle(path: Path, seen: list[Path], layers: Sequence[Layer]) -> None:
    real = path.resolve()
    if real in seen:
        chain = " extends ".join([*(layer.path.name for layer in layers[seen.index(real) :]), path.name])
        place = layers[-1].places.place(("extends",))
        raise Unreadable(place, f"files that extend each other: {chain}", "One of them must stand by itself.")
    seen.append(real)


def _cleared(raw: dict[str, Any], filled: Filled) -> dict[str, Any]:
    """The base without the tables that a later file reads anew from CSV."""
    for keys in filled.whole:
        raw = _without(raw, keys)
    return raw


def _without(raw: dict[str, Any], keys: Keys) -> dict[str, Any]:
    inner = raw.get(keys[0])
    if len(keys) == 1 or not isinstance(inner, dict):
        return {key: value for key, value in raw.items() if key != keys[0] or len(keys) > 1}
    return {**raw, keys[0]: _without(inner, keys[1:])}


def changed(loaded: Loaded, changes: Mapping[str, Any]) -> Loaded:
    """The same plan with some values set by path, as a scenario sets them, and without its scenarios.

    Raises PlanError with every fault. Options were looked at when the scenarios were.
    """
    raw = with_changes({**loaded.raw, "scenarios": {}}, changes)
    return _checked(raw, loaded.places, loaded.path, [], (), touched=())


def _checked(
    raw: dict[str, Any],
    places: Places,
    path: Path | None,
    findings: list[Finding],
    lost: Sequence[Keys],
    touched: Sequence[str] | None = None,
) -> Loaded:
    """The plan, once no finding is a fault. Raises PlanError with all of them."""
    schema = _schema_fault(raw, places)
    texts = text_faults(raw, places)
    if schema or texts:
        raise PlanError([*schema, *findings, *texts])
    raw = _with_flat_scenarios(raw)
    form, more = reviewed(raw, places, lost, touched=touched)
    findings = [*findings, *more]
    if form is None or any(isinstance(finding, Fault) for finding in findings):
        raise PlanError(findings)
    advice = tuple(finding for finding in findings if isinstance(finding, Advice))
    return Loaded(form, raw, places, advice, path, digest_of(raw))


def reviewed(
    raw: dict[str, Any], places: Places, lost: Sequence[Keys] = (), *, touched: Sequence[str] | None = None
) -> tuple[PlanForm | None, list[Finding]]:
    """A plan's form and all that is wrong with it. Where an item is refused, the rest is checked as a whole without it.

    `touched` are the paths changed in a plan whose options have been looked at; those of other items are not again.
    """
    form, error = _form_of(raw)
    if form is not None:
        if lost:
            return form, []
        whole = check_plan(form, raw, places)
        whole += list(option_findings(form, raw, places, whole, touched))
        return form, [*whole, *scenario_findings(form, raw, places, whole)]
    assert error is not None
    findings: list[Finding] = list(faults_of(error, raw, places, lost))
    rest = _form_of(without_refused(raw, error))[0]
    if rest is not None and not lost:
        findings += [finding for finding in check_plan(rest, raw, places) if isinstance(finding, Fault)]
    return None, findings


def _form_of(raw: dict[str, Any]) -> tuple[PlanForm | None, ValidationError | None]:
    try:
        return PlanForm.model_validate(prepared(raw), strict=True), None
    except ValidationError as error:
        return None, error


def without_refused(raw: dict[str, Any], error: ValidationError) -> dict[str, Any]:
    """A plan without the keys that no form knows and without the items that a form refuses."""
    for detail in error.errors(include_url=False, include_context=False, include_input=False)[:MOST_TAKEN_OUT]:
        keys = tuple(str(part) for part in detail["loc"] if part != "[key]")
        if detail["type"] != "extra_forbidden":
            slot = slot_at(keys[:1])
            keys = keys[:2] if slot is not None and slot.kind == "table" else keys[:3]
        raw = _without(raw, keys)
    return raw


def scenario_findings(
    form: PlanForm, raw: dict[str, Any], places: Places, known: Sequence[Finding]
) -> Iterator[Finding]:
    """What is wrong with the plan as each scenario changes it, beyond what is wrong with the plan."""
    for id, scenario in form.scenarios.items():
        if id == "base":
            yield Fault(
                places.place(("scenarios", id)), "'base' is the plan as it stands", "Give the scenario another id."
            )
        wrong = check_scenario_paths(raw, scenario, places, id)
        if wrong:
            yield from wrong
            continue
        changed_raw = with_changes({**raw, "scenarios": {}}, scenario.changes)
        found = reviewed(changed_raw, scenario_places(scenario, places, id), touched=tuple(scenario.changes))[1]
        for finding in found:
            if finding not in known and finding.place != places.file:
                yield replace(finding, found=f"in scenario '{id}': {finding.found}")


def option_findings(
    form: PlanForm, raw: dict[str, Any], places: Places, known: Sequence[Finding], touched: Sequence[str] | None
) -> Iterator[Finding]:
    """What is wrong with the plan where an option stands for its item, beyond what is wrong with the plan."""
    if touched is None:
        yield from alike(form, raw, places)
    for option in options_in(form, raw, places, touched):
        yield from option.faults
        for finding in _of_option(option):
            if finding not in known and finding.place != places.file:
                yield option.told(finding)


def _of_option(option: Changed) -> Sequence[Finding]:
    if option.raw is None:
        return ()
    form, error = _form_of(option.raw)
    if form is None:
        assert error is not None
        return faults_of(error, option.raw, option.places)
    return check_plan(option.in_place(form), option.raw, option.places)


def _schema_fault(raw: dict[str, Any], places: Places) -> list[Fault]:
    schema = raw.get("schema")
    if type(schema) in (int, float) and schema == SCHEMA:
        return []
    if schema is None:
        return [
            Fault(
                places.file,
                "'schema' is missing, the version of the plan's format",
                f"Begin with schema = {SCHEMA}.",
            )
        ]
    remedy = f"This program reads schema = {SCHEMA}; a later one needs a later version of school-tco."
    return [Fault(places.place(("schema",)), f"found schema {shown(schema)}", remedy)]


def _with_flat_scenarios(raw: dict[str, Any]) -> dict[str, Any]:
    """Each scenario's changes by dotted path, however they were written."""
    scenarios = raw.get("scenarios")
    if not isinstance(scenarios, dict):
        return raw
    flat = {id: _flat(scenario) for id, scenario in scenarios.items()}
    return {**raw, "scenarios": flat}


def _flat(scenario: Any) -> Any:
    if not isinstance(scenario, dict) or not isinstance(scenario.get("changes"), dict):
        return scenario
    return {**scenario, "changes": dict(flat_changes(scenario["changes"]))}


def digest_of(raw: dict[str, Any]) -> str:
    """The plan's hash: sha256 of its tables in their order, which matters, for sources are used in theirs."""
    text = json.dumps(_canonical(raw), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _canonical(value: Any) -> Any:
    """Tables as JSON can hold them, with 4 and 4.0 alike."""
    if isinstance(value, dict):
        return {str(key): _canonical(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(entry) for entry in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, str | int | float) else str(value)
