"""Voice drops: a shelf of recordings in the personas' voices, sent closed, opened by the member's press."""

from handlers.drops.sending import by_event, send

__all__ = ["by_event", "send"]
