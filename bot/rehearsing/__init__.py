"""A rehearsal's cast: members in every state and a full desk, played by the real code."""
