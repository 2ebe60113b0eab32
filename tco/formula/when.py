"""When in its year a posting falls due."""

from __future__ import annotations

from dataclasses import dataclass

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class When:
    """In which months of its fiscal year (1 to 12) a posting is received, how long before that it is committed and after it paid.

    What comes `once` has `first` and `last` alike. What runs evenly from one to the other is committed as it is received: work when
    it is done, a rental when it is used.
    """

    first: int = 1
    last: int = 12
    before: int = 0
    after: int = 0
    once: bool = False

    def committed(self, start: int) -> str:
        """The months in which it is committed, such as "Jul" or "Jul to Jun"; `start` is the fiscal year's first calendar month."""
        before = self.before if self.once else 0
        return _said(self.first - before, self.last - before, start)

    def received(self, start: int) -> str:
        """The months in which it is received."""
        return _said(self.first, self.last, start)

    def paid(self, start: int) -> str:
        """The months in which it is paid."""
        return _said(self.first + self.after, self.last + self.after, start)


def _said(first: int, last: int, start: int) -> str:
    """Months from one to another, counted from the first of a fiscal year, and which other fiscal year they end in."""
    named = " to ".join(dict.fromkeys(MONTHS[(month + start - 1 - 1) % 12][:3] for month in (first, last)))
    years = (last - 1) // 12
    if years == 0:
        return named
    return f"{named}, {'' if abs(years) == 1 else f'{abs(years)} '}FY {'after' if years > 0 else 'before'}"


ALL_YEAR = When()
