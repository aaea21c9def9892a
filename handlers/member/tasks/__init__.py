"""Tasks as members meet them: given, offered, started, lengthened, listed."""
