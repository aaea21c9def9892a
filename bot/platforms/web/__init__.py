"""The web chat: a page, its doors and its live line, served by the court itself."""
