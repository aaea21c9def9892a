"""What members do. Each feature adds its line here."""

from handlers.feature import Feature, FeatureOf
from handlers.member import admission
from handlers.member.onboarding import flow as onboarding

FEATURES: tuple[Feature | FeatureOf, ...] = (
    admission.FEATURE,
    onboarding.feature,
)
