"""The court's rules as one persona applies them: share of reviews, whether away, whether to ask at a miss."""

from dataclasses import replace

from handlers.rules.court_rules import CourtRules
from handlers.turn import Turn
from storage.enums import ProofType
from storage.tables import PersonaSettings

ASK = "ask"
"""The mode in which an operator decides what a miss costs."""


async def rules_for(turn: Turn, persona: str) -> CourtRules:
    """The rules of this court for a persona: the pack's share unless her operators set another."""
    rules = turn.house.rules
    pack = turn.house.content.personas.get(persona)
    share = rules.review_share if pack is None else pack.human_share
    row = await turn.tx.get(PersonaSettings, persona)
    if row is None:
        return replace(rules, review_share=share)
    return replace(
        rules,
        review_share=share if row.review_share is None else row.review_share,
        review_kinds=frozenset(ProofType(kind) for kind in row.review_kinds) or rules.review_kinds,
        operator_away=row.away_until is not None and turn.now < row.away_until,
        newcomer_proofs=rules.newcomer_proofs if row.newcomer_proofs is None else row.newcomer_proofs,
        ask_at_miss=row.miss_mode == ASK or rules.ask_at_miss,
    )
