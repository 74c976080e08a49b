"""What a run took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system, its children's included."""
    memory: float
    """MB of resident memory, its children's included; what two share counts twice."""
