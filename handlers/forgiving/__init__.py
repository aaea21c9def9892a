"""Tribute forgiveness: its price, what it gives, and what becomes of its tokens when it was not needed."""
