"""Software and contracts drawn at random: who is counted, terms, brackets, renewals, years paid ahead, lead times."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from tests.laws.figures import FIRST_YEAR, Raw, all_or_none, dated, figure, joined, some, table, yearly
from tests.laws.items import counted_for
from tests.laws.words import CHANGE, CONTRACTS, RECURRENCE, TAGS, TERM, text

NAMES_A_CONTRACT = st.sampled_from(CONTRACTS)


def software() -> st.SearchStrategy[Raw]:
    """One product, charged by one rule, by dated terms, in brackets, or with each device bought."""
    either = joined(yearly_rule(), paid())
    return joined(around(), either | terms() | in_brackets() | with_devices())


STAGES = st.sampled_from(["preliminary", "implementation", "operation", "addition", "training"])


def outlay() -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries({"label": text("Setting up"), "stage": STAGES, "amount": dated(0, 9000)})


def around() -> st.SearchStrategy[Raw]:
    work = some(
        {"label": text("Rostering"), "rate": figure(20, 150)},
        phase=st.sampled_from(["deploy", "operate"]),
        per=st.sampled_from(["student", "teacher", "staff"]),
        budgeted=st.booleans(),
        stage=STAGES,
    )
    hours = st.fixed_dictionaries({"hours": dated(0, 40)}) | st.fixed_dictionaries({"yearly_hours": yearly(0, 9)})
    return some(
        {"label": text("A product")},
        tags=TAGS,
        recurrence=RECURRENCE,
        contract=NAMES_A_CONTRACT,
        holds_student_data=st.booleans(),
        implementation=dated(0, 9000),
        outlays=table(outlay(), "selection", "set_up"),
        migration=dated(0, 9000),
        exit=dated(0, 900),
        work=table(joined(work, hours), "rostering", "sign_on"),
    )


def yearly_rule() -> st.SearchStrategy[Raw]:
    """Who is counted, by heads, rooms, devices, or one amount."""
    users = some({"per": st.just("user")}, users_per_student=figure(0, 2), users_per_staff=figure(0, 2))
    floors = some({}, minimum=figure(0, 2000, 0), minimum_share=figure(0, 1))
    heads = st.fixed_dictionaries({"per": st.sampled_from(["student", "teacher", "staff"])}) | users
    sharing = joined(heads, floors, some({}, concurrent=figure(0.1, 1)))
    return sharing | joined(counted_for("site"), floors) | st.just({"per": "flat"})


def paid() -> st.SearchStrategy[Raw]:
    """A subscription, a perpetual licence, or both with a switch; renewed at a cap, paid ahead, one end for all."""
    rise = all_or_none(uplift=CHANGE) | all_or_none(uplift=CHANGE, uplift_cap=figure(0, 0.1))
    renewed = st.fixed_dictionaries({"uplift": figure(0, 0.2), "renewal": renewal()})
    capped = joined(renewed, some({}, uplift_cap=figure(0, 0.1)))
    subscription = joined(
        st.fixed_dictionaries({"price": figure(0, 60)}), rise | renewed | capped, st.just({}) | ahead() | committed()
    ).map(with_one_term)
    perpetual = joined(
        some(
            {"licence_price": figure(0, 90)},
            owned=figure(0, 900, 0),
            life=st.integers(1, 8),
            booked_as=st.sampled_from(["capital", "operating"]),
        ),
        st.just({})
        | some({"maintenance": figure(0, 0.3)}, maintenance_at_purchase=figure(0, 1), maintenance_uplift=CHANGE),
    )
    both = joined(
        subscription, perpetual, st.fixed_dictionaries({"licence": st.sampled_from(["subscription", "perpetual"])})
    )
    only = perpetual.map(lambda each: {**each, "licence": "perpetual"})
    return joined(subscription | only | both, some({}, **TERM))


def renewal() -> st.SearchStrategy[Raw]:
    return some(
        {"term": st.integers(1, 5), "began": st.integers(FIRST_YEAR - 3, FIRST_YEAR + 1)},
        before=st.integers(0, 2),
        cap_basis=st.sampled_from(["year", "renewal"]),
    )


def ahead() -> st.SearchStrategy[Raw]:
    prepaid = joined(
        some({"years": st.integers(1, 4)}, discount=figure(0, 0.3)),
        all_or_none(began=st.integers(FIRST_YEAR - 3, FIRST_YEAR), number=figure(0, 500, 0)),
    )
    return st.fixed_dictionaries({"prepaid": prepaid, "pays": st.sampled_from(["yearly", "ahead"])})


def committed() -> st.SearchStrategy[Raw]:
    terms = some(
        {"term": st.integers(1, 4), "rate": figure(0, 0.1)},
        may_extend=st.integers(0, 2),
        payments=st.sampled_from(["monthly", "quarterly", "half_yearly", "annual"]),
        due=st.sampled_from(["advance", "arrears"]),
    )
    return st.fixed_dictionaries({"committed": terms, "pays": st.sampled_from(["yearly", "committed"])})


def with_one_term(product: Raw) -> Raw:
    """A product that is renewed is committed for the term of its price."""
    if "renewal" not in product or "committed" not in product:
        return product
    return {**product, "committed": {key: value for key, value in product["committed"].items() if key != "term"}}


BENEFIT = st.fixed_dictionaries(
    {"per": st.sampled_from(["student", "teacher"]), "free_for_each": figure(0.1, 40), "price": figure(0, 9)}
)
HEAD_RULE = st.fixed_dictionaries({"per": st.sampled_from(["staff", "user"]), "price": figure(0, 60)})


def terms() -> st.SearchStrategy[Raw]:
    """Two dated terms, one after the other."""
    term = joined(
        HEAD_RULE,
        some(
            {"label": text("Some years")},
            uplift=CHANGE,
            in_use=yearly(0.1, 1),
            minimum=figure(0, 900, 0),
            benefit=BENEFIT,
        ),
    )
    ends = st.integers(FIRST_YEAR, FIRST_YEAR + 2)
    return st.builds(
        lambda first, then, end: {
            "terms": {"first": {**first, "until_year": end}, "then": {**then, "from_year": end + 1}}
        },
        term,
        term,
        ends,
    ) | joined(HEAD_RULE, some({"benefit": BENEFIT}, in_use=yearly(0.1, 1)), cotermed())


def cotermed() -> st.SearchStrategy[Raw]:
    coterm = st.fixed_dictionaries({"months": figure(0, 12, 1), "number": figure(0, 900, 0)})
    return some({}, coterm=coterm)


def in_brackets() -> st.SearchStrategy[Raw]:
    prices = st.tuples(figure(0, 50), figure(0, 50)).map(
        lambda each: sorted(e["value"] if isinstance(e, dict) else e for e in each)
    )
    brackets = st.builds(
        lambda floor, price: {
            "small": {"floor": 0, "price": price[0]},
            "large": {"floor": floor, "price": price[1], "source": "list"},
        },
        st.integers(1, 3000),
        prices,
    )
    return some(
        {"per": st.sampled_from(["student", "staff", "user"]), "brackets": brackets},
        bracket_price=st.sampled_from(["flat", "each"]),
        in_use=yearly(0.1, 1),
        uplift=CHANGE,
        **TERM,
    )


def with_devices() -> st.SearchStrategy[Raw]:
    return some({"per": st.just("device_bought"), "fleets": st.just(["student"]), "price": figure(0, 60)}, **TERM)


def contract() -> st.SearchStrategy[Raw]:
    ends = st.dates(datetime.date(FIRST_YEAR - 2, 1, 1), datetime.date(FIRST_YEAR + 4, 12, 31))
    agreement: st.SearchStrategy[Raw] = st.sampled_from(
        [
            {},
            {"data_agreement": "no"},
            {"data_agreement": "yes", "data_agreement_ends": datetime.date(FIRST_YEAR, 3, 1)},
        ]
    )
    return joined(
        some(
            {"label": text("A contract"), "end": ends},
            term=st.sampled_from([6, 12, 36, 60]),
            renewal=st.sampled_from(["automatic", "board", "none"]),
            notice_days=figure(0, 180, 0),
            cap=figure(0, 0.1),
            bid=st.booleans(),
            e_rate=st.booleans(),
        ),
        agreement,
    )


def lead_times() -> st.SearchStrategy[Raw]:
    steps = ("prepare", "delivery", "order", "board", "evaluation", "bid")
    days = st.fixed_dictionaries({step: figure(0, 200, 0) for step in steps})
    lists = some({}, e_rate=st.just(["network.switches"]), without_bid=st.just(["devices.student"]))
    return joined(days, lists, some({}, service_month=st.integers(1, 12), service_day=st.integers(1, 28)))
