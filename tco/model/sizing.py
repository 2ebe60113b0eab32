"""How many are needed by what they serve: access points, switches, firewalls, storage; each school's in whole pieces of its own.

Enrolment changes by band; a school keeps its part of its band's students.
"""

from __future__ import annotations

from tco.formula.expression import Expression, at_least, pick, sum_of, sum_rows, sum_where, where, whole
from tco.formula.rows import Block, Row, Table
from tco.inputs.devices import Fleet
from tco.inputs.network import Equipment
from tco.inputs.sizing import Ports, Storage, Throughput, Wireless
from tco.model.ask import ask_part
from tco.model.ground import Ground


def sized_rows(ground: Ground, block: Block, fleet: Fleet) -> list[Expression]:
    """What a fleet's sizing adds to the number wanted: nothing where it has none."""
    sizing = fleet.sizing if isinstance(fleet, Equipment) else None
    if sizing is None:
        return []
    if sizing.throughput is not None:
        return [_whole(fleet, throughput_rows(ground, block, sizing.throughput))]
    if sizing.storage is not None:
        return [_whole(fleet, storage_rows(ground, block, sizing.storage))]
    if sizing.wireless is not None:
        wanted = wireless_rows(ground, block, sizing.wireless)
    else:
        assert sizing.ports is not None, "the form has one of the four"
        wanted = port_rows(ground, block, sizing.ports)
    by_school = block.row("at_school", "Wanted at the school", "device", _whole(fleet, wanted), table=_schools(ground))
    ground.at_schools[block.name] = by_school
    return [sum_of(by_school)]


def _whole(fleet: Fleet, wanted: Expression) -> Expression:
    return whole(wanted) if fleet.whole_units else wanted


def _schools(ground: Ground) -> Table:
    assert ground.heads.table is not None, "the checks let no sizing by school pass without schools"
    return ground.heads.table


def _column(ground: Ground, name: str) -> Row:
    return _schools(ground).made(name)


def wireless_rows(ground: Ground, block: Block, wireless: Wireless) -> Expression:
    """Access points that cover a school's rooms or carry its students' devices, whichever takes more."""
    schools = _schools(ground)
    coverage = _column(ground, "classrooms") * ask_part(block, wireless, "sizing.wireless", "per_room")
    if wireless.other_areas is not None:
        coverage = coverage + _column(ground, f"count_{wireless.other_areas}")
    name = f"{block.id.replace('.', '_')}_coverage"
    covering = schools.column(name, f"To cover the rooms: {block.label}", "device", formula=coverage)
    students = students_rows(ground, block)
    owned = students * ask_part(block, wireless, "sizing.wireless", "devices_each")
    connected = owned * ask_part(block, wireless, "sizing.wireless", "connected")
    connections = block.row("connections", "Connected at the busiest time", "connection", connected, table=schools)
    carrying = connections / ask_part(block, wireless, "sizing.wireless", "most")
    capacity = block.row("carrying", "To carry the connections", "device", carrying, table=schools)
    return at_least(covering, capacity)


def students_rows(ground: Ground, block: Block) -> Row:
    """The students of each school in each year: its part of its band's enrolment."""
    schools, students, band = _schools(ground), _column(ground, "students"), _column(ground, "band")
    name = block.id.replace(".", "_")
    in_band = schools.column(
        f"{name}_in_band", f"Students of its band: {block.label}", "student", formula=sum_where(students, band, band)
    )
    part = schools.column(
        f"{name}_of_band",
        f"Part of its band: {block.label}",
        "share",
        formula=where(in_band > 0, students / in_band, 0),
    )
    enrolled = pick(band, *ground.heads.by_band.values())
    return block.row("students_there", "Students at the school", "student", enrolled * part, table=schools)


def port_rows(ground: Ground, block: Block, ports: Ports) -> Expression:
    """Switches for the ports that a school needs: one for each piece of the equipment named, so many for each wired room."""
    needed: list[Expression] = []
    if ports.fleets:
        pieces = sum_rows([part for id in ports.fleets for part in _pieces(ground, id)])
        connected = block.row("connected", "Pieces to connect", "device", pieces, table=_schools(ground))
        needed.append(connected * ask_part(block, ports, "sizing.ports", "ports_each"))
    if ports.per_room is not None:
        needed.append(_column(ground, "classrooms") * ask_part(block, ports, "sizing.ports", "per_room"))
    in_all = block.row("ports_needed", "Ports needed", "port", sum(needed[1:], start=needed[0]), table=_schools(ground))
    usable = _less_spare(block, ports, "ports", ask_part(block, ports, "sizing.ports", "per_switch"))
    return in_all / usable


def _pieces(ground: Ground, id: str) -> list[Row]:
    """What there is of other equipment at each school: by its own sizing, by the schools' counts, or both."""
    plan = ground.plan
    fleet = plan.network[id] if id in plan.network else plan.devices[id]
    counted = [_column(ground, f"count_{fleet.school_count}")] if fleet.school_count is not None else []
    return [*counted, *([ground.at_schools[id]] if id in ground.at_schools else [])]


def throughput_rows(ground: Ground, block: Block, throughput: Throughput) -> Expression:
    """Firewalls that carry the busiest time of the circuits behind them."""
    busiest = sum_rows([ground.busiest[id] for id in throughput.circuits])
    to_carry = block.row("to_carry", "To carry at the busiest time", "mbps", busiest)
    return to_carry / _less_spare(
        block, throughput, "throughput", ask_part(block, throughput, "sizing.throughput", "mbps")
    )


def storage_rows(ground: Ground, block: Block, storage: Storage) -> Expression:
    """Storage units that hold the data of the year."""
    data: Expression = ask_part(block, storage, "sizing.storage", "terabytes")
    if storage.growth is not None:
        years = at_least(0, block.timeline.year - ground.economy.prices_as_of)
        data = data * (ask_part(block, storage, "sizing.storage", "growth") + 1) ** years
    to_hold = block.row("to_hold", "Data to hold in the year", "terabyte", data)
    return to_hold / _less_spare(block, storage, "storage", ask_part(block, storage, "sizing.storage", "each"))


def _less_spare(block: Block, form: Ports | Throughput | Storage, way: str, of_one: Row) -> Row:
    """What one piece carries, less the share that is kept free."""
    if form.spare is None:
        return of_one
    free = 1 - ask_part(block, form, f"sizing.{way}", "spare")
    return block.constant("usable_of_one", f"{of_one.label}, less the share kept free", str(of_one.unit), of_one * free)
