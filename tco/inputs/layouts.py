"""How the systems that districts keep their devices in call the columns of their exports, and the words of their statuses.

One table, `LAYOUTS`: for each system, our column and the headings under which its exports have it, the best first. Headings are
compared without regard to case, spaces and signs, so that `Serial Number`, `serialNumber` and `SERIAL_NUMBER` are one. What a
district's own export calls otherwise it says with `columns = { bought = "PO received" }`.

Checked against public pages: the fields and statuses of Google's Directory API, which GAM writes as headings; the names of
Microsoft Graph's managed device, and `Serial number`, `Model`, `Last check-in` of Intune's list of all devices; the headings of
Snipe-IT's report of assets in its source; `Serial Number`, `Last Check-in` and `Last Inventory Update` of Jamf Pro. Headings marked
"unchecked" are those that administrators name in these systems' pages and forms, not ones seen in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tco.inputs.csv_file import Columns, joined

OURS = (
    "model", "bought", "count", "support_end", "price_paid", "paid_by", "school", "note", "serial", "status", "last_seen", "retired",
    "platform_released",
)  # fmt: skip
"""What is read of each device, where the export has it."""

HERE = frozenset(
    {
        "active", "assigned", "available", "checked out", "deployable", "deployed", "in repair", "in service", "in stock", "in storage",
        "in transit", "in use", "loaned", "loaned out", "loaner", "managed", "new", "on order", "out for diagnostics", "out for repair",
        "out for repairs", "pending", "pre provisioned", "provisioned", "ready to deploy", "spare", "stock", "storage", "stored", "yes",
    }
)  # fmt: skip
"""Statuses of devices that the district has, whoever exports them."""

AWAY = frozenset(
    {
        "archived", "auctioned", "broken not fixable", "decommissioned", "deprovisioned", "discarded", "disposed", "donated",
        "end of life", "lost", "lost or stolen", "lost/stolen", "missing", "out of service", "recycled", "retired", "returned", "scrapped",
        "sold", "stolen", "surplus", "surplused", "traded in", "written off",
    }
)  # fmt: skip
"""Statuses of devices that are gone, whoever exports them."""


@dataclass(frozen=True)
class Layout:
    """One system's export: its headings for our columns, and its words for devices that are here or gone beside the common ones.

    `near` are headings of a date that comes close to the purchase, such as the enrolment; nothing takes it unless the district says so.
    """

    label: str
    headings: Mapping[str, tuple[str, ...]]
    here: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    near: tuple[str, ...] = ()


GENERIC = Layout(
    "a list of the district's own",
    {
        "serial": ("serial", "serial number", "serial no", "service tag"),
        "status": ("status", "state", "asset status"),
        "last_seen": ("last seen", "last sync", "last check-in", "last contact"),
        "retired": ("retired", "date retired", "retire date", "retired date", "disposed", "disposal date"),
        "school": ("school", "building", "location", "site"),
        "platform_released": ("platform released", "platform release", "release date"),
    },
)

LAYOUTS: Mapping[str, Layout] = {
    "generic": GENERIC,
    "google_admin": Layout(
        "Google Admin, ChromeOS devices",
        {
            "serial": ("serialNumber",),
            "model": ("model",),
            "status": ("status", "provisioning status"),  # the second unchecked
            "last_seen": ("lastSync", "last policy sync", "most recent activity"),  # the last two unchecked
            "support_end": ("autoUpdateThrough", "autoUpdateExpiration", "auto update expiration date"),  # the last unchecked
            "school": ("orgUnitPath", "organizational unit", "org unit", "annotatedLocation", "location"),
            "retired": ("lastDeprovisionTimestamp",),
            "note": ("notes",),
        },
        here=frozenset({"delinquent", "inactive", "shipped"}),
        away=frozenset({"disabled", "return arrived", "return requested", "return approved"}),  # disabled: lost or stolen
        near=("firstEnrollmentTime", "lastEnrollmentTime", "enrollment time", "manufactureDate"),
    ),
    "intune": Layout(
        "Microsoft Intune, all devices",
        {
            "serial": ("serial number", "serialNumber"),
            "model": ("model",),
            "last_seen": ("last check-in", "lastSyncDateTime", "last contact"),
            "status": ("device state", "management state"),  # unchecked
            "school": ("category", "device category", "deviceCategoryDisplayName"),
        },
        here=frozenset({"noncompliant", "compliant"}),
        away=frozenset({"retire pending", "retirepending", "wipe pending", "wipepending", "wiped", "deleted"}),
        near=("enrollment date", "enrolledDateTime"),
    ),
    "jamf": Layout(
        "Jamf Pro, computers or mobile devices",
        {
            "serial": ("serial number",),
            "model": ("model", "model identifier"),
            "bought": ("PO date",),  # this and the next two unchecked
            "price_paid": ("purchase price",),
            "paid_by": ("purchasing account",),
            "last_seen": ("last check-in", "last inventory update"),
            "school": ("building", "site", "department"),
        },
        near=("last enrollment", "enrollment date", "initial entry date"),
    ),
    "snipe_it": Layout(
        "Snipe-IT, report of assets",
        {
            "serial": ("serial",),
            "model": ("model", "asset model", "model no."),
            "bought": ("purchased", "purchase date"),
            "price_paid": ("cost", "purchase cost"),
            "status": ("status",),
            "school": ("location", "default location"),
            "paid_by": ("funding source", "fund"),  # fields that a district adds itself
            "last_seen": ("last audit", "last audit date"),
            "note": ("notes",),
        },
        here=frozenset({"undeployable"}),
        near=("created at", "checkout date"),
    ),
    "incident_iq": Layout(  # unchecked but for the funding source
        "Incident IQ, assets",
        {
            "serial": ("serial number",),
            "model": ("model", "model name"),
            "bought": ("purchase date", "purchased date", "date purchased"),
            "price_paid": ("purchase price", "price"),
            "paid_by": ("funding source", "asset funding source"),
            "status": ("status", "asset status"),
            "school": ("location", "location name"),
            "last_seen": ("last verified", "last verification date", "last sync"),
            "retired": ("retired date", "retire date"),
            "note": ("notes",),
        },
        here=frozenset({"broken", "needs repair"}),
        near=("created date", "deployed date"),
    ),
    "destiny": Layout(  # unchecked but for the funding source and the home location
        "Follett Destiny Resource Manager, items",
        {
            "serial": ("serial number",),
            "model": ("model", "description", "resource name", "resource", "title"),
            "bought": ("date acquired", "acquired", "purchase date"),
            "price_paid": ("purchase price", "price"),
            "paid_by": ("funding source",),
            "status": ("status", "item status"),
            "school": ("site name", "site", "site short name", "home location"),
            "last_seen": ("last inventoried", "date last inventoried", "last accounted for"),
            "note": ("notes", "circulation notes"),
        },
    ),
}  # fmt: skip


def columns_of(layout: Layout, needed: tuple[str, ...], also: Mapping[str, str]) -> Columns:
    """The columns to look for in an export, of which those needed must be there. `also` are a list's further names."""
    optional = tuple(name for name in OURS if name not in needed)
    return Columns(needed, optional, also if layout is GENERIC else {}, choices=layout.headings, only=True)


def layout_of(headings: Iterable[str], known: int) -> str:
    """The layout that has most of its headings in a file, and more of them than the `known` ones read so far; "" where none has."""
    there = {joined(name) for name in headings}
    found = {
        name: sum(any(joined(theirs) in there for theirs in names) for names in layout.headings.values())
        for name, layout in LAYOUTS.items()
        if layout is not GENERIC
    }
    best = max(found, key=lambda name: found[name])
    return best if found[best] > max(known, len(LAYOUTS[best].headings) / 2) else ""


def in_service(layout: Layout, status: str) -> bool | None:
    """Whether a status means that the district has the device; None for a word that is not known.

    Snipe-IT writes a label with its kind, `Ready to Deploy (deployable)`: the label's own word goes before the kind.
    """
    words = re.sub(r"[\s_-]+", " ", status.lower()).strip()
    label, _, kind = words.partition("(")
    for word in (words, label.strip(), kind.rstrip(") ")):
        if word in AWAY or word in layout.away:
            return False
        if word in HERE or word in layout.here:
            return True
    return None
