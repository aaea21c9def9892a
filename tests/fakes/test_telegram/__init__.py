"""The fake Telegram, tried with the real library: it must refuse what the real one refuses."""
