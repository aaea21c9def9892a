"""The page of the web chat alone, against a fake court."""
