"""Tests of the web chat, through real HTTP."""
