"""Tokens: what is sold, how it is paid, what is given back."""
