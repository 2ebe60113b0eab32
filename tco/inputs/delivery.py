"""In which calendar month what an item buys or begins once comes."""

from __future__ import annotations

from tco.inputs.devices import FLEETS
from tco.inputs.plan import PlanForm


def month_of(plan: PlanForm, section: str, id: str) -> int:
    """The item's own month, that in which its contract's terms begin, that of service, or the first of the fiscal year."""
    form = getattr(plan, section, {}).get(id)
    tags = getattr(form, "tags", None)
    contract = plan.contracts.get(getattr(form, "contract", None) or "")
    if tags is not None and tags.month is not None:
        return int(tags.month)
    if contract is not None and contract.begins_in is not None:
        return contract.begins_in
    service = plan.procurement.service_month if plan.procurement is not None and section in FLEETS else None
    return service or plan.calendar.start_month
