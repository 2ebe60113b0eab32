"""Agreements that are paid over time: schedules month by month, how they stand in the books, and what options on one need cost."""
