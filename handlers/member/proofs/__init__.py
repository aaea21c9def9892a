"""Proofs as members meet them: handed in by upload, in words or by a button; judged; kept for a while."""

from handlers.member.proofs.text import text_proof

__all__ = ["text_proof"]
