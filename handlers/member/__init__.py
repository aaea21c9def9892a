"""What members do. Each feature adds its line here."""

from handlers.feature import Feature, FeatureOf
from handlers.member import admission, guidance, me
from handlers.member.onboarding import flow as onboarding
from handlers.member.privacy import feature as privacy_feature
from handlers.member.proofs import feature as proofs_feature
from handlers.member.safety import feature as safety_feature
from handlers.member.settings import feature as settings_feature
from handlers.member.tasks import feature as tasks_feature

FEATURES: tuple[Feature | FeatureOf, ...] = (
    admission.FEATURE,
    me.FEATURE,
    guidance.FEATURE,
    safety_feature.FEATURE,
    onboarding.feature,
    tasks_feature.FEATURE,
    proofs_feature.FEATURE,
    settings_feature.feature,
    privacy_feature.FEATURE,
)
