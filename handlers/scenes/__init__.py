"""Scenes: a shelf of recordings that a member unlocks with tokens, once and for good."""
