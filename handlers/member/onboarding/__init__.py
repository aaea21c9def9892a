"""From the door to the first task: one conversation, resumable at every step."""
