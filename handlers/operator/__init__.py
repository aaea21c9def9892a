"""What operators do. Each feature adds its line here."""

from handlers.feature import Feature, FeatureOf
from handlers.operator import assign, history, members, roles
from handlers.operator.desk import feature as desk_feature

FEATURES: tuple[Feature | FeatureOf, ...] = (
    desk_feature.FEATURE,
    assign.FEATURE,
    members.FEATURE,
    roles.FEATURE,
    history.FEATURE,
)
