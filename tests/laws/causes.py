"""Why fleets fail, drawn at random: risks, mishaps, warranties, damage plans, accessories, hours, spare pools."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, Raw, Strategy, aged, figure, joined, numbers, some, table, yearly


def risk() -> st.SearchStrategy[Raw]:
    weibull = st.fixed_dictionaries({"shape": figure(0.3, 5), "scale": figure(0.5, 40)})
    by_share = st.fixed_dictionaries({"share": aged(0, 0.4)})
    return joined(weibull | by_share, some({}, label=st.just("A risk")))


def mishaps(**needed: Strategy) -> st.SearchStrategy[Raw]:
    optional = {"take_home": figure(0, 2), "lost": aged(0, 0.3), "stolen": aged(0, 0.2)}
    return some(needed, **{name: each for name, each in optional.items() if name not in needed})


def protection() -> st.SearchStrategy[Raw]:
    return some(
        {"price": figure(0, 120), "term": numbers(1, 5, 1), "protected": st.sampled_from(["yes", "no"])},
        deductible=figure(0, 30),
        limit=figure(0, 2),
        limit_in_term=figure(0, 4),
        coverage=figure(0, 1),
        since=st.integers(FIRST_YEAR - 3, FIRST_YEAR + 1),
    )


@cache
def _causes() -> st.SearchStrategy[Raw]:
    """What leaves service and what breaks, as a fleet says it: in the plain way, or in parts."""
    loss, breakage = st.fixed_dictionaries({"loss": aged(0, 0.3)}), st.fixed_dictionaries({"breakage": aged(0, 0.6)})
    price = st.fixed_dictionaries({"repair_cost": figure(30, 200)})
    plain = joined(loss, breakage, some({}, repair_cost=figure(0, 200)))
    risks = st.fixed_dictionaries({"failure": table(risk(), "early", "any_time", "wear", least=1)})
    warranty = some({}, warranty=some({"term": numbers(0.5, 4, 1)}, covers=figure(0, 1)))
    failing = joined(loss, price, risks.filter(lambda each: bool(each["failure"])), warranty)
    hurt = mishaps(accidents=aged(0, 1.2), write_off=aged(0, 1))
    limited = joined(hurt, some({}, largest_repair=aged(20, 200, 0)))
    in_parts = joined(price, st.fixed_dictionaries({"mishaps": limited}), some({}, protection=protection()))
    whole = joined(failing, in_parts).map(lambda each: {key: value for key, value in each.items() if key != "loss"})
    gone = joined(breakage, st.fixed_dictionaries({"mishaps": mishaps(lost=aged(0, 0.3))}))
    return plain | plain | failing | in_parts | whole | gone


@cache
def _beside() -> st.SearchStrategy[Raw]:
    """What may stand beside any of these."""
    hours = some({"repair": figure(0, 2)}, staging=figure(0, 1), retiring=figure(0, 1), rate=figure(15, 60))
    worn = st.fixed_dictionaries({"share": aged(0, 0.8)}) | st.fixed_dictionaries({"life": numbers(0.5, 5, 1)})
    accessory = joined(
        some({"price": figure(0, 60)}, taxed=st.booleans(), with_device=st.booleans(), label=st.just("A case")), worn
    )
    fee = st.fixed_dictionaries({"fee": yearly(0, 40), "take_up": yearly(0, 1)})
    return some({}, labor=hours, accessories=table(accessory, "charger", "battery"), family_fee=fee)


@cache
def _spares() -> st.SearchStrategy[Raw]:
    """A share on top, a pool from turnaround, or none."""
    around: dict[str, Strategy] = {
        "turnaround": numbers(0, 15, 0),
        "days": numbers(150, 365, 0),
        "service_level": figure(0, 0.99),
        "most": st.just(25),
    }
    own = st.fixed_dictionaries({"repairs": yearly(0, 0.4)}) | st.fixed_dictionaries({"repairs_before": figure(0, 0.4)})
    pool = joined(st.fixed_dictionaries(around), own)
    share = st.fixed_dictionaries({"spares": figure(0, 0.2)})
    return st.just({}) | share | share | st.fixed_dictionaries({"spare_pool": pool})


@st.composite
def why(draw: st.DrawFn) -> Raw:
    """All of these for one fleet. Composite, so that a failing law does not print every strategy of it."""
    drawn: Raw = draw(joined(_causes(), _beside(), _spares()))
    return drawn
