"""What a user is told when something is wrong: what, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class ZhikuError(Exception):
    """A mistake that the user can mend; it is shown without a traceback."""

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class ManyErrors(ZhikuError):
    """All mistakes of one file or run, told at once."""

    def __init__(self, errors: Sequence[ZhikuError]) -> None:
        super().__init__("\n".join(str(e) for e in errors))
        self.errors = tuple(errors)
