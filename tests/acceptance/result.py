"""What a gate reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether a gate holds, the figure it prints last, and what went wrong."""

    name: str
    passed: bool
    figure: str
    details: tuple[str, ...] = ()
