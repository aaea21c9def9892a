"""All features of the court, in the order of /help."""

from handlers.feature import Registry
from handlers.member import FEATURES as MEMBER_FEATURES
from handlers.operator import FEATURES as OPERATOR_FEATURES


def full_registry() -> Registry:
    """Every command, action, form, conversation, sweep and errand there is."""
    return Registry.of(*MEMBER_FEATURES, *OPERATOR_FEATURES)
