"""A member's side of cam sessions."""
