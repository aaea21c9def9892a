"""One person in several places: linking and unlinking accounts, and the way into the web chat."""
