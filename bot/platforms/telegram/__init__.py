"""Telegram: the court in a messenger, over python-telegram-bot's objects and a request class of our own."""
