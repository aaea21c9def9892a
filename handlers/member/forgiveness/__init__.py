"""A member's way to forgiveness."""
