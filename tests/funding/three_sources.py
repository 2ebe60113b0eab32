"""A plan of three costs, three sources and four years, whose payments `test_answers.py` works out by hand, and its district alone."""

from __future__ import annotations

DISTRICT = """\
schema = 1
title = "Three sources"
[district]
name = "Small District"
enrolment = { all = 1000 }
teachers = 60
staff = 110
[calendar]
start_month = 7
first_year = 2027
horizon = 4
[economics]
discount_rate = 0.04
prices_as_of = 2026
"""
PLAN = (
    DISTRICT
    + """\
[services.filter]
label = "Content filter"
category = "security"
price = 100
[services.coach]
label = "Coach"
category = "labor"
price = 60
[projects.phones]
label = "Phones"
category = "network"
start = 2028
lines = { system = { label = "System", kind = "capital", amount = 50 } }
[sources.grant]
label = "Filter grant"
recurrence = "one_time"
amount = { by_year = { 2027 = 70, 2028 = 80, 2029 = 0 } }
uses = { filter = { items = ["services.filter"] } }
[sources.levy]
label = "Levy"
recurrence = "at_risk"
amount = { by_year = { 2027 = 50, 2030 = 0 } }
[sources.general]
label = "General fund"
recurrence = "recurring"
amount = { by_year = { 2027 = 70, 2028 = 90, 2029 = 100 } }
"""
)
