"""Cam sessions: asked for, answered, agreed, reminded of, ended. What is said of them is only said where they
are offered."""
