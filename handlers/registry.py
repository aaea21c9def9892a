"""All features of the court, in the order of /help: a new feature adds its line here."""

from handlers import form_answers
from handlers.content.content import Content
from handlers.drops import feature as drops
from handlers.feature import Feature, FeatureOf, Registry
from handlers.member import admission, guidance, handover, me, menu, sharing
from handlers.member.accounts import feature as accounts
from handlers.member.appeals import feature as appeals
from handlers.member.confessions import feature as confessions
from handlers.member.forgiveness import feature as forgiveness
from handlers.member.onboarding import flow as onboarding
from handlers.member.privacy import feature as privacy
from handlers.member.proofs import feature as proofs
from handlers.member.safety import feature as safety
from handlers.member.sessions import feature as sessions
from handlers.member.settings import feature as settings
from handlers.member.suggestions import feature as suggestions
from handlers.member.tasks import feature as tasks
from handlers.member.tokens import feature as tokens
from handlers.operator import assign, assign_own, backup, history, members, past, payments, roles
from handlers.operator import handover as operators_handover
from handlers.operator.broadcast import feature as broadcast
from handlers.operator.desk import feature as desk
from handlers.operator.drops import feature as operators_drops
from handlers.operator.models import feature as models
from handlers.operator.packs import feature as packs
from handlers.operator.personas import feature as personas
from handlers.operator.scenes import feature as operators_scenes
from handlers.operator.stats import feature as stats
from handlers.operator.templates import feature as templates
from handlers.scenes import feature as scenes
from handlers.watching import feature as watching

FEATURES: tuple[Feature | FeatureOf, ...] = (
    form_answers.FEATURE,
    admission.FEATURE,
    me.FEATURE,
    menu.FEATURE,
    guidance.FEATURE,
    safety.FEATURE,
    onboarding.feature,
    tasks.FEATURE,
    proofs.FEATURE,
    tokens.FEATURE,
    confessions.FEATURE,
    drops.FEATURE,
    scenes.FEATURE,
    appeals.FEATURE,
    forgiveness.FEATURE,
    sessions.feature,
    suggestions.FEATURE,
    settings.feature,
    handover.FEATURE,
    sharing.FEATURE,
    privacy.FEATURE,
    accounts.FEATURE,
    desk.FEATURE,
    assign.FEATURE,
    assign_own.FEATURE,
    members.FEATURE,
    past.FEATURE,
    operators_handover.FEATURE,
    payments.FEATURE,
    operators_drops.feature,
    operators_scenes.feature,
    models.FEATURE,
    templates.FEATURE,
    packs.FEATURE,
    personas.FEATURE,
    broadcast.feature,
    roles.FEATURE,
    history.FEATURE,
    stats.FEATURE,
    backup.FEATURE,
    watching.FEATURE,
)


def full_registry(content: Content) -> Registry:
    """Every command, action, form, conversation, sweep and errand of a court with this content."""
    return Registry.of(*(each if isinstance(each, Feature) else each(content) for each in FEATURES))
