"""A member's suggestions to her persona."""
