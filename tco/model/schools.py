"""How something for all schools is shared out among them: by what each has to be served."""

from __future__ import annotations

from tco.formula.expression import sum_of
from tco.formula.rows import Block, Row
from tco.model.ground import Ground


def school_weights(
    ground: Ground, block: Block, per: str | None, bands: tuple[str, ...], count: str = ""
) -> tuple[Row, Row]:
    """What each school that takes part has to be served, and the sum of it: a count of its own, sites, classrooms, or students."""
    schools = ground.heads.table
    assert schools is not None, "the checks let nothing be shared out by school without schools"
    size = schools.made(
        f"count_{count}" if count else {"classroom": "classrooms", "school": "site"}.get(per or "", "students")
    )
    takes_part = [float(not bands or school.band in bands) for school in ground.plan.district.schools.values()]
    name, of = block.id.replace(".", "_"), str(size.unit)
    part = schools.column(f"{name}_part", f"Takes part: {block.label}", "flag", values=takes_part)
    weight = schools.column(f"{name}_weight", f"Weight: {block.label}", of, formula=size * part)
    return weight, block.constant("weights", "Weight of all schools", of, sum_of(weight))
