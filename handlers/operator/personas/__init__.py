"""Personas as owners set them: what a human reviews, whether they are away, what they say and sound like."""
