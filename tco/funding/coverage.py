"""Rules of use: which cost lines a source may pay, and what part of each."""

from __future__ import annotations

from tco.formula.expression import Expression, one_each, sum_of, sum_where
from tco.formula.rows import Block, Row
from tco.funding.lines import Lines
from tco.funding.uses import use_of
from tco.inputs.funding import Source, Use
from tco.model.ask import ask
from tco.model.ground import Ground


def covered_column(ground: Ground, block: Block, lines: Lines, source: Source) -> Row:
    """For each line the part that a source may pay [share]: 0 where its rules of use do not name it, 1 where it has none."""
    id, label = f"covers_{block.name}", f"May be paid by {block.label}"
    if not source.uses:
        return lines.table.column(id, label, "share", values=[1 for _ in lines.lines])
    shares = {name: _share(ground, block, name, use) for name, use in source.uses.items()}
    fitting = [use_of(source, line.tags) for line in lines.lines]
    return lines.table.column(
        id, label, "share", formula=one_each(lines.table, [shares[name] if name else 0 for name in fitting])
    )


def capped_column(block: Block, lines: Lines, source: Source) -> Row:
    """1 for the lines that a source pays under its cap, else 0."""
    fitting = [use_of(source, line.tags) for line in lines.lines]
    flags = [bool(name) and source.uses[name].capped for name in fitting]
    return lines.table.column(f"capped_{block.name}", f"Under the cap of {block.label}", "flag", values=flags)


def _share(ground: Ground, block: Block, name: str, use: Use) -> Expression:
    """The eligible part of a cost, and of that the part of the schools named, by their students."""
    share = ask(block, use, "share", path=f"uses.{name}.share")
    if not use.schools:
        return share
    schools = ground.heads.table
    assert schools is not None, "the checks let no use name schools where there are none"
    flags = [float(id in use.schools) for id in schools.records]
    part = schools.column(f"{block.id}_{name}".replace(".", "_"), f"Paid for by {block.label}", "flag", values=flags)
    students = schools.made("students")
    theirs = sum_where(students, part, 1) / sum_of(students)
    return block.constant(f"uses.{name}.part", "Eligible part, of the schools named", "share", share * theirs)
