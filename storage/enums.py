"""The closed sets of values the court's tables hold. Standard library only: rules import them."""

from enum import StrEnum


class TaskType(StrEnum):
    """What kind of work a task is."""

    DAILY = "Daily"
    SERVITUDE = "Servitude"
    PUNISHMENT = "Punishment"
    INSPECTION = "Inspection"


class ProofType(StrEnum):
    """What a member must hand in."""

    TEXT = "Text"
    PHOTO = "Photo"
    AUDIO = "Audio"


class TaskStatus(StrEnum):
    """The four states of a task; offers, freezes and endings stand in the task's plan."""

    ASSIGNED = "Assigned"
    SUBMITTED = "Submitted"
    COMPLETED = "Completed"
    FAILED = "Failed"


class TaskEnd(StrEnum):
    """How a task ended without a verdict; it costs nothing and gives nothing."""

    WITHDRAWN = "withdrawn"
    VOID = "void"
    DECLINED = "declined"


class PaymentStatus(StrEnum):
    """Where a purchase of tokens stands."""

    PENDING = "Pending"
    CONFIRMED = "Confirmed"
    FAILED = "Failed"


class SceneType(StrEnum):
    """The shelf a scene stands on."""

    STANDARD = "Standard"
    CAM_GIRL = "CamGirl"
    QUEEN_EXCLUSIVE = "Queen Exclusive"


class ContentType(StrEnum):
    """What a confession is made of."""

    TEXT = "Text"
    AUDIO = "Audio"


class Visibility(StrEnum):
    """Whether a confession still has its content."""

    PRIVATE = "Private"
    REMOVED = "Removed"


class AppealResult(StrEnum):
    """What became of an appeal."""

    PENDING = "Pending"
    APPROVED = "Approved"
    DENIED = "Denied"


class SessionStatus(StrEnum):
    """Where a request for a cam session stands."""

    REQUESTED = "Requested"
    COMPLETED = "Completed"
    CANCELED = "Canceled"


class Platform(StrEnum):
    """The places the court can be met."""

    WEB = "web"
    TELEGRAM = "telegram"
    DISCORD = "discord"


class OutboxClass(StrEnum):
    """What a stop does to a queued message: safety and account survive it, game is dropped,
    a reply survives only if it answers something said after the stop."""

    SAFETY = "safety"
    ACCOUNT = "account"
    REPLY = "reply"
    GAME = "game"


class OutboxStatus(StrEnum):
    """The life of a queued message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    DEAD = "dead"


class InboxStatus(StrEnum):
    """The life of an update."""

    RECEIVED = "received"
    HANDLED = "handled"
    DISCARDED = "discarded"
    DEAD = "dead"


class WorkStatus(StrEnum):
    """The life of a slow piece of work."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Role(StrEnum):
    """What an operator may do."""

    OPERATOR = "operator"
    OWNER = "owner"


class Tier(StrEnum):
    """The default tiers, lowest first; a court may configure its own names."""

    WATCHED = "Watched"
    CONSIDERED = "Considered"
    ACCEPTED = "Accepted"
    DEVOTED = "Devoted"
    CLAIMED = "Claimed"


class Verdict(StrEnum):
    """What a reviewer decides about a proof."""

    APPROVED = "approved"
    ASKED_AGAIN = "asked_again"
    REJECTED = "rejected"
    TRUSTED = "trusted"
    LAPSED = "lapsed"


class LimitKind(StrEnum):
    """How firm a limit is: hard is never, soft is ask me first."""

    HARD = "hard"
    SOFT = "soft"


class HandoverEnd(StrEnum):
    """What became of a proposal that a member moves to another persona."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLOSED = "closed"
