"""What members do: a module or a folder for each feature, listed in ``handlers/registry.py``."""
