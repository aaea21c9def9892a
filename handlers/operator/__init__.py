"""What operators do. Each feature adds its line here."""

from handlers.feature import Feature, FeatureOf

FEATURES: tuple[Feature | FeatureOf, ...] = ()
