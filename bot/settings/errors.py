"""What can be wrong with a configuration."""

from collections.abc import Sequence


class SettingsError(Exception):
    """The configuration has mistakes; the message names every one of them, a line each, for people."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
