"""When in its year a posting falls due."""

from __future__ import annotations

from dataclasses import dataclass


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


ALL_YEAR = When()
