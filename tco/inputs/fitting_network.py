"""Whether the parts of network equipment and circuits fit together: what is sized by what, licences and lives, orders and years."""

from __future__ import annotations

from tco.inputs.devices import Fleet
from tco.inputs.fitting import STANDS_BEFORE, counts_of, fleets_before
from tco.inputs.network import Circuit, Equipment
from tco.inputs.places import Keys
from tco.inputs.review import Review
from tco.inputs.sizing import Ports, Wireless


def check_network(review: Review) -> None:
    """Equipment is sized by what exists and stands before it; circuits are ordered in time for the plan."""
    for id, equipment in review.form.network.items():
        _check_sizing(review, ("network", id), equipment)
        _advise_on_licences(review, ("network", id), equipment)
    for id, circuit in review.form.circuits.items():
        _advise_on_orders(review, ("circuits", id), circuit)


def _check_sizing(review: Review, keys: Keys, equipment: Equipment) -> None:
    sizing = equipment.sizing
    if sizing is None:
        return
    if sizing.by_school and not review.ids(("district", "schools")):
        found = "it is sized for each school, and the plan has no schools"
        review.fault((*keys, "sizing"), found, "List them under [district.schools.ID], or give count.")
    if sizing.wireless is not None:
        _check_wireless(review, (*keys, "sizing", "wireless"), sizing.wireless)
    if sizing.ports is not None:
        _check_ports(review, keys, sizing.ports)
    if sizing.throughput is not None:
        for circuit in sizing.throughput.circuits:
            place = (*keys, "sizing", "throughput", "circuits")
            review.expect(place, circuit, review.ids(("circuits",)), "circuit")


def _check_wireless(review: Review, keys: Keys, wireless: Wireless) -> None:
    if wireless.other_areas is not None:
        review.expect((*keys, "other_areas"), wireless.other_areas, counts_of(review), "count in the schools' counts")


def _check_ports(review: Review, keys: Keys, ports: Ports) -> None:
    """What needs ports stands before the switches and says at which school it is."""
    place, before = (*keys, "sizing", "ports", "fleets"), fleets_before(review, keys)
    for id in ports.fleets:
        fleet = review.form.network.get(id) or review.form.devices.get(id)
        if fleet is None:
            continue  # said where names are checked
        if id not in before:
            review.fault(place, f"'{id}' does not stand before this equipment", STANDS_BEFORE)
        elif not _is_at_schools(fleet):
            found = f"'{id}' does not say at which school it is"
            review.fault(place, found, "Count it by school_count, or size it for each school by wireless or ports.")
        elif fleet.count is not None or fleet.ratio is not None:
            found = f"a part of '{id}' is counted without its school and gets no port"
            review.advise(place, found, "Put that part in the schools' counts too, or allow for it by spare.")


def _is_at_schools(fleet: Fleet) -> bool:
    sized = isinstance(fleet, Equipment) and fleet.sizing is not None and fleet.sizing.by_school
    return sized or fleet.school_count is not None


def _advise_on_orders(review: Review, keys: Keys, circuit: Circuit) -> None:
    """An order that comes into place after the plan's end changes nothing in it."""
    if circuit.lead_time is None or circuit.orders_from is None:
        return
    ordered, lead = circuit.orders_from.value or 0, circuit.lead_time.value or 0
    if ordered + lead > review.last_year:
        found = f"what is ordered in {ordered:.0f} is in place after {lead:g} years, when the plan is over"
        review.advise(
            (*keys, "lead_time"),
            found,
            "Nothing new is in place in this plan; check both, or lengthen calendar.horizon.",
        )


def _advise_on_licences(review: Review, keys: Keys, equipment: Equipment) -> None:
    """Equipment that stops when its licence ends has one for all its life, and pays for it once."""
    licence, life = equipment.licence, equipment.life.value or 0
    if licence is None:
        if equipment.stops_without_licence and equipment.upkeep is None:
            remedy = "Add licence with term and price, or upkeep where it is paid by the year."
            review.advise((*keys, "stops_without_licence"), "it stops without its licence, and none is planned", remedy)
        return
    place, term = (*keys, "licence"), licence.term.value or 0
    if licence.renewal_term is None and term < life and equipment.stops_without_licence:
        found = f"the licence ends after {term:g} years, the life is {life:g}, and the equipment stops without it"
        review.advise((*place, "term"), found, "Add renewal_term and renewal_price, or take a longer term.")
    if "licence" in equipment.price:
        found = "the price has a line 'licence', and licences are planned here too"
        review.advise((*keys, "price", "licence"), found, "Take one of the two out where they are the same.")
    if licence.renewal_term is not None and licence.one_end is None and term < life:
        every = licence.renewal_term.value or 1
        past = -(life - term) % every
        if past:
            found = f"the last renewal runs {past:g} years past the life of {life:g}"
            review.advise((*place, "renewal_term"), found, "Take a shorter term at the end, if the vendor has one.")
