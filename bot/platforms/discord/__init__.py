"""The Discord platform: discord.py keeps the connection, everything said and heard goes through here."""
