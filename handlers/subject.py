"""A person as a turn sees her: the standing, and if there, the member, the settings and the role."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.enums import Role
from storage.tables import MemberSettings, Operator, Person, User


@dataclass(slots=True)
class Subject:
    """A person's rows, loaded and locked by the turn."""

    person: Person
    user: User | None = None
    settings: MemberSettings | None = None
    operator: Operator | None = None

    @property
    def is_member(self) -> bool:
        """Whether the person has been onboarded."""
        return self.user is not None

    @property
    def member(self) -> User:
        """The member's row; only asked for where access made sure there is one."""
        if self.user is None:
            raise LookupError("This person is not a member.")
        return self.user

    @property
    def choices(self) -> MemberSettings:
        """The member's settings; only asked for where access made sure there are some."""
        if self.settings is None:
            raise LookupError("This person has no settings.")
        return self.settings

    @property
    def zone(self) -> ZoneInfo:
        """The member's time zone, UTC until one is known."""
        return ZoneInfo(self.settings.zone if self.settings else "UTC")

    @property
    def is_owner(self) -> bool:
        """Whether the person owns the court."""
        return self.operator is not None and self.operator.role is Role.OWNER

    def may_run(self, persona: str) -> bool:
        """Whether the person is an operator of ``persona``."""
        return self.operator is not None and (not self.operator.personas or persona in self.operator.personas)
