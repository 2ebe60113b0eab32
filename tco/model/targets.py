"""Yardsticks for circuits: concurrency by the district's size, and how much of public targets the capacity meets."""

from __future__ import annotations

from tco.formula.expression import Expression, at_least, equals, pick, where
from tco.formula.rows import Block, Row
from tco.inputs.network import Circuit
from tco.model.ask import ask, ask_part
from tco.model.ground import Ground
from tco.model.public import public_row

SIZES = ("small", "medium", "large", "mega")
PER_USER = {"small": "internet_per_user_small", "medium": "internet_per_user", "large": "internet_per_user_large"}


def concurrency_row(ground: Ground, block: Block, circuit: Circuit) -> Row:
    """The share of users at work at the same time: the plan's own, or one over EducationSuperHighway's factor for the size."""
    if circuit.concurrency_by_size is None:
        return ask(block, circuit, "concurrency")
    sizes, students = circuit.concurrency_by_size, ground.heads.students
    floors = [
        ask_part(block, sizes, "concurrency_by_size", field) for field in ("medium_from", "large_from", "mega_from")
    ]
    reached = sum(((students >= floor) for floor in floors[1:]), start=students >= floors[0])
    size = block.row("size", "Size of the district (1 small, 2 medium, 3 large, 4 very large)", "index", reached + 1)
    factors = [public_row(ground, block, f"concurrency_factor_{size}") for size in SIZES]
    return block.row("at_work", "Users at work at the same time", "share", 1 / pick(size, *factors))


def target_rows(ground: Ground, block: Block, circuit: Circuit, users: Row, ordered: Row) -> None:
    """The capacity for each user, and for each target asked for what it would take and the share of it that is there."""
    if not circuit.targets:
        return
    per_user = where(users > 0, ordered / users, 0)
    block.row("per_user", "Capacity for each user", "mbps/user", per_user)
    for target in dict.fromkeys(circuit.targets):
        label, wanted = _wanted(ground, block, target, users)
        asked = block.row(f"{target}_target", f"{label} asks for", "mbps", wanted)
        met = where(asked > 0, ordered / asked, 1)
        block.row(f"{target}_met", f"Share of what {label} asks for", "share", met)


def _wanted(ground: Ground, block: Block, target: str, users: Row) -> tuple[str, Expression]:
    if target == "fcc":
        return "the FCC's goal", ground.heads.students * public_row(ground, block, "internet_per_student")
    if target == "setda_wan":
        return "SETDA, between schools,", users * public_row(ground, block, "wan_per_user")
    return "SETDA", _setda(ground, block, users)


def _setda(ground: Ground, block: Block, users: Row) -> Expression:
    """Internet capacity by the district's size, and for small districts at least a whole line's."""
    students = ground.heads.students
    medium, large = (public_row(ground, block, name) for name in ("medium_district_from", "large_district_above"))
    size = (students >= medium) + (students > large) + 1
    counted = block.row("setda_size", "Size of the district (1 small, 2 medium, 3 large)", "index", size)
    each = pick(counted, *(public_row(ground, block, name) for name in PER_USER.values()))
    least = public_row(ground, block, "internet_least_small") * equals(counted, 1)
    return at_least(least, users * each)
