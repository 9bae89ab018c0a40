"""Removal of what a file tells beside what it shows: one module a format family, `clean.py` in front of them."""
