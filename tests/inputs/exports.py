"""Exports of devices as the systems write them, made up for the tests, and how the tests read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tco.errors import Finding
from tco.inputs.inventory import Inventory, asked_of, take_inventory
from tco.inputs.places import Places
from tests.inputs.test_fuzz import check_findings

# Exports as the systems write them: titles above, byte-order marks, semicolons, quotes, times, and what people leave in cells.

GOOGLE = (
    "deviceId,serialNumber,model,status,lastSync,autoUpdateThrough,autoUpdateExpiration,orgUnitPath,annotatedAssetId,notes,"
    "firstEnrollmentTime\n"
    "aa-1,5CD1,HP Chromebook 11 G8 EE,ACTIVE,2026-05-01T14:22:10.123Z,2029-06-01,2029-06-01,/Students/Oak,T1,,2021-08-02T10:00:00Z\n"
    'aa-2,5CD2,HP Chromebook 11 G8 EE,ACTIVE,2026-05-03T09:00:00Z,2029-06-01,1875052800000,/Students/Oak,T2,"cart 3, left",\n'
    "aa-3,5CD3,Lenovo 300e Gen 3,DEPROVISIONED,2024-01-03T09:00:00Z,2030-06-01,,/Retired,T3,,2022-08-02T10:00:00Z\n"
    "aa-4,5CD4,Lenovo 300e Gen 3,ACTIVE,2024-11-20T09:00:00Z,2030-06-01,,/Students/Elm,T4,,2022-08-02T10:00:00Z\n"
    "aa-5,5CD5,Lenovo 300e Gen 3,DISABLED,2026-05-01T09:00:00Z,2030-06-01,,/Students/Elm,T5,,2022-08-02T10:00:00Z\n"
    "aa-6,5CD6,Lenovo 300e Gen 3,ACTIVE,2026-05-01T09:00:00Z,2030-06-01,,/Students/Elm,T6,,2022-08-02T10:00:00Z\n"
)
INTUNE = (
    '\ufeff"Device ID","Device name","Enrollment date","Last check-in","OS","Serial number","Manufacturer","Model","Category"\n'
    '"d1","LT-001","2023-08-01 10:11:12.0000000","2026-05-02 07:00:01.0000000","Windows","PF1","LENOVO","ThinkPad L13","Teachers"\n'
    '"d2","LT-002","2023-08-01 10:11:12.0000000","0001-01-01 00:00:00.0000000","Windows","PF2","LENOVO","ThinkPad L13","Teachers"\n'
    '"d3","LT-003","2023-08-01 10:11:12.0000000","2026-05-02 07:00:01.0000000","Windows","System Serial Number","","VM",""\n'
)
JAMF = (
    "Computer Name,Serial Number,Model,PO Date,Purchase Price,Purchasing Account,Last Check-in,Building\n"
    'mac1,C02A,"MacBook Air (M1, 2020)",2021-07-15,$899.00,Levy,2026-05-01 at 10:00 AM,High\n'
)
SNIPE = (
    '"Asset Tag","Model","Model No.","Serial","Purchased","Cost","EOL","Location","Status","Notes"\n'
    '"A1","Latitude 3120","L3120","SN1","2022-08-10","$1,050.00","2027-08-10","Oak","Deployed (deployed)",""\n'
    '"A2","Latitude 3120","L3120","SN2","2022-08-10","$1,050.00","2027-08-10","Oak","Lost/Stolen (undeployable)",""\n'
    '"A3","Latitude 3120","L3120","SN3","Wed Aug 10, 2022","1050","2027-08-10","Elm","Out for Repair (undeployable)",""\n'
    '"A4","Latitude 3120","L3120","SN4","2022-08-10","1050","","Elm","Sold at auction (archived)",""\n'
)
INCIDENT_IQ = (
    "Asset Tag;Serial Number;Model;Status;Location;Purchase Date;Purchase Price;Funding Source\n"
    "1;iq1;Acer C734;In Service;Oak;8/1/2023;310.50;ESSER III\n"
    "2;iq2;Acer C734;Retired;Oak;8/1/2023;310.50;ESSER III\n"
    "3;iq3;Acer C734;Awaiting Pickup;Oak;8/1/2023;310.50;ESSER III\n"
)
DESTINY = (
    "Resource items, all sites\nRun on 6/1/2026; 4 items, 1 site\n\n"
    "Barcode,Description,Serial Number,Date Acquired,Purchase Price,Funding Source,Status,Site Name\n"
    "T 1,HP Chromebook 11,5cd1 ,8/15/2020,249.00,Levy,Checked Out,Oak Elementary\n"
    "T 2,HP Chromebook 11,5CD2,8/15/2020,249.00,Levy,Available,Oak Elementary\n"
    "T 6,Lenovo 300e,5CD6,7/20/2022,,General fund,Lost,Elm Elementary\n"
    "T 9,Lenovo 300e,5CD9,7/20/2022,,General fund,Available,Elm Elementary\n"
)


def take(folder: Path, text: str, *, start_month: int = 7, **said: Any) -> Inventory:
    """An inventory of one export, with what a plan would say beside it; `files` are written beside it."""
    files: dict[str, str] = said.pop("files", {})
    for name, content in {"export.csv": text, **files}.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return take_inventory(asked_of({"csv": "export.csv", **said}, Places("plan.toml"), (), folder), start_month)


def texts(found: list[Finding], folder: Path) -> list[str]:
    check_findings(tuple(found))
    return [str(finding).replace(f"{folder}/", "") for finding in found]


def count(inventory: Inventory) -> dict[str, float]:
    """How many devices met which fate."""
    return {fate: len(units) for fate, units in inventory.by_fate.items() if units}


def large(lines: int) -> tuple[str, str]:
    """Google's export and Destiny's of as many devices; each has a hundred that the other lacks."""
    google = "deviceId,serialNumber,model,status,lastSync,autoUpdateExpiration,orgUnitPath,annotatedUser\n" + "".join(
        f"{n:08d}-aa,5CD{n:07d},HP Chromebook 11 G{n % 4} EE,{'DEPROVISIONED' if n % 10 == 0 else 'ACTIVE'},"
        f"202{5 + n % 2}-0{1 + n % 9}-{1 + n % 28:02d}T14:22:{n % 60:02d}.000Z,2031-06-01,/Students/School {n % 30},u{n}@x.org\n"
        for n in range(lines)
    )
    destiny = (
        "Items of all sites\n\nBarcode,Serial Number,Description,Date Acquired,Purchase Price,Funding Source\n"
        + "".join(
            f'T {n},5cd{n:07d},HP 11,{1 + n % 12}/{1 + n % 28}/{2020 + n % 6},"$1,0{n % 100:02d}.00",Levy\n'
            for n in range(100, lines + 100)
        )
    )
    return google, destiny


EXPORTS = {
    "google_admin": GOOGLE,
    "intune": INTUNE,
    "jamf": JAMF,
    "snipe_it": SNIPE,
    "incident_iq": INCIDENT_IQ,
    "destiny": DESTINY,
}
