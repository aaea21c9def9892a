"""Confessions as their writers meet them: said, sent after a yes, answered, listed and removed."""
