"""/personas: its command, buttons, forms, conversations and errand."""

from handlers.feature import Access, ActionSpec, CommandSpec, Feature, FormSpec, Group
from handlers.operator.personas import canned, listing, media, rules, words

FEATURE = Feature(
    commands=(CommandSpec("personas", Group.OPERATOR, Access.OPERATOR, listing.personas),),
    actions=(
        ActionSpec("personas.view", Access.OPERATOR, listing.view, once=False),
        ActionSpec("personas.rules", Access.OWNER, rules.ask, once=False),
        ActionSpec("personas.words", Access.OWNER, words.ask, once=False),
        ActionSpec("personas.voice", Access.OWNER, media.ask_voice, once=False),
        ActionSpec("personas.portrait", Access.OWNER, media.ask_portrait, once=False),
        ActionSpec("personas.close", Access.OWNER, words.close),
        ActionSpec("personas.open", Access.OWNER, words.open_again),
        ActionSpec("personas.retire", Access.OWNER, words.retire),
        ActionSpec("personas.bring_back", Access.OWNER, words.bring_back),
        ActionSpec("personas.new", Access.OWNER, words.new, once=False),
        ActionSpec("personas.canned", Access.OPERATOR, canned.listed, once=False),
        ActionSpec("personas.canned_add", Access.OPERATOR, canned.ask, once=False),
        ActionSpec("personas.canned_remove", Access.OPERATOR, canned.removed),
    ),
    forms=(
        FormSpec("personas.rules_set", Access.OWNER, rules.kept),
        FormSpec("personas.words_set", Access.OWNER, words.kept),
        FormSpec("personas.make", Access.OWNER, words.make),
        FormSpec("personas.canned_added", Access.OPERATOR, canned.added),
    ),
    flows=(media.VOICE_FLOW, media.PORTRAIT_FLOW),
    works={media.WORK: media.make_voice},
)
