"""All features of the court, in the order of /help."""

from handlers.content.content import Content
from handlers.feature import Feature, Registry
from handlers.member import FEATURES as MEMBER_FEATURES
from handlers.operator import FEATURES as OPERATOR_FEATURES


def full_registry(content: Content) -> Registry:
    """Every command, action, form, conversation, sweep and errand of a court with this content."""
    features = (*MEMBER_FEATURES, *OPERATOR_FEATURES)
    return Registry.of(*(each if isinstance(each, Feature) else each(content) for each in features))
