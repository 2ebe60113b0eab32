"""What all items of a drawn plan share: names, tags, years in which they run."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from tests.laws.figures import (
    FIRST_YEAR,
    LONGEST,
    Strategy,
    figure,
    some,
)

FEW = settings(max_examples=12, deadline=None)  # of large plans; the suite stays under a minute

BANDS = ("elementary", "high")
CATEGORIES = ("client_devices", "network", "software", "connectivity", "security", "labor", "professional_development")
CONTRACTS = ("main", "other")
YEARS = st.integers(FIRST_YEAR, FIRST_YEAR + LONGEST)
CHANGE = figure(-0.3, 0.3, 3)
RECURRENCE = st.sampled_from(["one_time", "recurring", "at_risk"])
TAGS = some({}, purpose=st.sampled_from(["run", "grow", "transform"]), initiative=st.sampled_from(["", "one_to_one"]))
TERM: dict[str, Strategy] = {"from_year": YEARS, "until_year": YEARS}
PHASES = st.sampled_from(["acquire", "deploy", "operate", "support", "retire"])
PLACED: dict[str, Strategy] = {"tags": TAGS, "phase": PHASES, "recurrence": RECURRENCE}
FUNCTION = st.sampled_from(["support", "network", "other"])
HEADS = st.sampled_from(["student", "teacher", "staff", "classroom", "school"])


def text(words: str) -> Strategy:
    return st.just(words)
