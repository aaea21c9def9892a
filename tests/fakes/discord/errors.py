"""What Discord answers when it refuses, in its shapes."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """The server refuses a request."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message} {errors or ''}")
        self.status, self.code, self.message, self.errors = status, code, message, errors

    def body(self) -> Json:
        """The JSON of the answer."""
        extra: Json = {"errors": self.errors} if self.errors else {}
        return {"message": self.message, "code": self.code} | extra


def unauthorized() -> Refused:
    return Refused(401, 0, "401: Unauthorized")


def unknown_channel() -> Refused:
    return Refused(404, 10003, "Unknown Channel")


def unknown_guild() -> Refused:
    return Refused(404, 10004, "Unknown Guild")


def unknown_member() -> Refused:
    return Refused(404, 10007, "Unknown Member")


def unknown_message() -> Refused:
    return Refused(404, 10008, "Unknown Message")


def unknown_user() -> Refused:
    return Refused(404, 10013, "Unknown User")


def unknown_webhook() -> Refused:
    return Refused(404, 10015, "Unknown Webhook")


def unknown_interaction() -> Refused:
    return Refused(404, 10062, "Unknown interaction")


def unknown_command() -> Refused:
    return Refused(404, 10063, "Unknown application command")


def too_large() -> Refused:
    return Refused(413, 40005, "Request entity too large")


def already_acknowledged() -> Refused:
    return Refused(400, 40060, "Interaction has already been acknowledged.")


def too_many_followups() -> Refused:
    return Refused(400, 40094, "This interaction has hit the maximum number of follow up messages")


def missing_access() -> Refused:
    return Refused(403, 50001, "Missing Access")


def dm_only_action() -> Refused:
    return Refused(403, 50003, "Cannot execute action on a DM channel")


def not_the_author() -> Refused:
    return Refused(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> Refused:
    return Refused(400, 50006, "Cannot send an empty message")


def cannot_message_user() -> Refused:
    return Refused(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> Refused:
    return Refused(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> Refused:
    return Refused(401, 50027, "Invalid Webhook Token")


def invalid_recipient() -> Refused:
    return Refused(400, 50033, "Invalid Recipient(s)")


def invalid_json() -> Refused:
    return Refused(400, 50109, "The request body contains invalid JSON.")


def no_mutual_guilds() -> Refused:
    return Refused(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


class Form:
    """Collects what is wrong with a body; many complaints make one 50035."""

    def __init__(self) -> None:
        self.tree: Json = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Notes one complaint at a place in the body."""
        node = self.tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: tuple[str | int, ...], value: object, low: int, high: int) -> None:
        """A string whose length must lie between two figures."""
        if not isinstance(value, str):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif len(value) > high and low == 0:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def optional(self, path: tuple[str | int, ...], value: object, high: int) -> None:
        """A string that may be missing, and is short when it is there."""
        if value is not None:
            self.length(path, value, 0, high)

    def count(self, path: tuple[str | int, ...], value: object, low: int, high: int) -> bool:
        """A list whose length must lie between two figures; says whether it is one."""
        if not isinstance(value, list):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        if not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        return True

    def between(self, path: tuple[str | int, ...], value: object, low: float, high: float) -> None:
        """A number that may be missing, and must lie between two figures when it is there."""
        if value is None:
            return
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < low:
            self.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        elif value > high:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")

    def choice(self, path: tuple[str | int, ...], value: object, allowed: tuple[object, ...]) -> None:
        """A value out of a few."""
        if value not in allowed:
            listed = ", ".join(map(str, allowed))
            self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")

    def check(self) -> None:
        """Refuses when anything was noted."""
        if self.tree:
            raise Refused(400, 50035, "Invalid Form Body", self.tree)


def invalid_form(*path: str | int, code: str, message: str) -> Refused:
    """One complaint about a body."""
    form = Form()
    form.add(path, code, message)
    return Refused(400, 50035, "Invalid Form Body", form.tree)
