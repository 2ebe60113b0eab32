"""What is said of failure, mishaps, damage plans and spares is refused where it does not go together, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.small import PLAN, faults, replaced, write

STUDENT = "[devices.student.price]\n"
LOSS = "loss = { by_age = [0.02, 0.03, 0.05], assumption = true }\n"
BREAKAGE = "breakage = 0.18\n"
IN_PARTS = replaced(BREAKAGE, "").replace(LOSS, "", 1).replace("loss = 0\n", "loss = 0\n")
HURT = "[devices.student.mishaps]\naccidents = 0.18\nlost = 0.02\n"
PLANNED = f"{HURT}[devices.student.protection]\nprice = 80\nterm = 4\n"

REFUSED = [
    # said twice, or not at all
    (PLAN, "[devices.student.mishaps]\naccidents = 0.2\n",
     "breakage and failure or mishaps.accidents say the same. Leave one of the two out"),
    (PLAN, "[devices.student.failure.wear]\nshare = 0.2\n",
     "breakage and failure or mishaps.accidents say the same. Leave one of the two out"),
    (PLAN, "[devices.student.mishaps]\nlost = 0.2\n", "loss and mishaps.lost, stolen or write_off say the same"),
    (PLAN, "[devices.student.spare_pool]\nturnaround = 5\ndays = 180\nservice_level = 0.9\nrepairs = 0.1\n",
     "spares and spare_pool say the same"),
    (IN_PARTS, "", "Give breakage, or failure or mishaps.accidents"),
    (IN_PARTS, "[devices.student.mishaps]\naccidents = 0.2\n", "Give loss, or mishaps.lost, stolen or write_off"),
    # risks
    (IN_PARTS, HURT + "[devices.student.failure.wear]\nshape = 2\nscale = 0\n", "scale: expected 0.1 to 1000 (year), found 0"),
    (IN_PARTS, HURT + "[devices.student.failure.wear]\nshape = 2\n", "shape and scale go together"),
    (IN_PARTS, HURT + "[devices.student.failure.wear]\nshape = 2\nscale = 5\nshare = 0.1\n", "Give share, or shape and scale, not both"),
    (IN_PARTS, HURT + "[devices.student.failure.wear]\nlabel = \"x\"\n", "Give share, or shape and scale, not both"),
    (IN_PARTS, HURT + "".join(f"[devices.student.failure.r{n}]\nshare = 0.1\n" for n in range(7)), "failure"),
    # mishaps
    (IN_PARTS, HURT + "stolen = [0.1, 0.99]\n", "mishaps: lost and stolen are 1.01 of all devices in year 2. Write at most 1"),
    (IN_PARTS, HURT + "write_off = 10\n", "write_off: expected 0 to 1 (share), found 10. A share is written as 0.1, not 10"),
    (PLAN, "[devices.student.mishaps]\ntake_home = 1.3\n", "take_home multiplies accidents, lost or stolen. Give one of them"),
    (PLAN.replace(LOSS, "", 1), "[devices.student.mishaps]\nlost = 0.02\nwrite_off = 0.1\n",
     "mishaps.write_off needs failure or mishaps.accidents"),
    (IN_PARTS.replace("repair_cost = 79.41\n", ""), HURT + "largest_repair = 90\n", "mishaps.largest_repair needs repair_cost"),
    # warranty and damage plan
    (IN_PARTS, HURT + "[devices.student.warranty]\nterm = 3\n", "warranty needs failure. Add that, or take warranty out"),
    (IN_PARTS, HURT + "[devices.student.warranty]\nterm = 0\n", "warranty.term: expected 0.1 to 30 (year), found 0"),
    (IN_PARTS, PLANNED.replace("term = 4", "term = 0"), "protection.term: expected 1 to 30 (year), found 0"),
    (IN_PARTS, PLANNED + "deductible = 100\n", "protection.deductible 100 is above repair_cost 79.41. Correct one of the two"),
    (IN_PARTS, PLANNED + "since = 2027.5\n", "expected a fiscal year, found 2027.5"),
    (PLAN, "[devices.student.protection]\nprice = 80\nterm = 4\n", "protection needs mishaps.accidents"),
    (IN_PARTS.replace("repair_cost = 79.41\n", ""), PLANNED, "protection needs repair_cost"),
    # accessories, hours, spares
    (PLAN, "[devices.student.accessories.case]\nprice = 9\n",
     "accessories.case: what is said here does not fit together. Give share or life, not both"),
    (PLAN, "[devices.student.accessories.case]\nprice = 9\nshare = 0.1\nlife = 2\n", "Give share or life, not both"),
    (PLAN, "[devices.student.labor]\nrate = 30\n",
     "labor: what is said here does not fit together. Give repair, staging or retiring, in hours"),
    (PLAN.replace("spares = 0.05\n", ""), "[devices.student.spare_pool]\nturnaround = 5\ndays = 180\nservice_level = 1\nrepairs = 0.1\n",
     "service_level: expected 0 to 0.9999 (share), found 1"),
    (PLAN.replace("spares = 0.05\n", ""), "[devices.student.spare_pool]\nturnaround = 5\ndays = 180\nservice_level = 0.9\n",
     "spare_pool: what is said here does not fit together. Give repairs, or repairs_before to start from"),
    (PLAN.replace("spares = 0.05\n", ""), "[devices.student.spare_pool]\nturnaround = 5\ndays = 0\nservice_level = 0.9\nrepairs = 1\n",
     "days: expected 1 to 366 (day), found 0"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "more", "message"), REFUSED)
def test_what_does_not_go_together_is_refused_with_a_remedy(tmp_path: Path, plan: str, more: str, message: str) -> None:
    found = faults(write(tmp_path, plan.replace(STUDENT, more + STUDENT, 1)))
    assert any(message in line for line in found), found
    assert all("plan.toml:" in line for line in found)


def test_a_plan_in_parts_is_fine(tmp_path: Path) -> None:
    more = PLANNED + "[devices.student.failure.wear]\nshape = 2\nscale = 9\n[devices.student.warranty]\nterm = 1\n"
    assert faults(write(tmp_path, IN_PARTS.replace(STUDENT, more + STUDENT, 1))) == []


def test_network_equipment_may_say_how_it_fails(tmp_path: Path) -> None:
    """Its loss and breakage of 0 are filled in, not said."""
    more = '[network.ap]\nlabel = "x"\ncount = 9\nlife = 5\nprice = { a = { price = 1 } }\n[network.ap.failure.wear]\nshare = 0.1\n'
    assert faults(write(tmp_path, PLAN + more)) == []
