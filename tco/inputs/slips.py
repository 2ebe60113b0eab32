"""What does not go together in a form: each slip with what to do, the first of them said."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

Slips = tuple[tuple[bool, str], ...]


def refuse(kind: str, slips: Slips) -> None:
    """Say the first thing that does not go together. Raises PydanticCustomError."""
    for wrong, message in slips:
        if wrong:
            raise PydanticCustomError(kind, message, {})
