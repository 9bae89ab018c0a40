"""Passwords of files: hashed and compared, with threads of their own, so that nobody's signing in waits for them.

The cost is the least that OWASP's Password Storage Cheat Sheet names for Argon2id (19 MiB, two passes): a file's password
is asked of strangers, for every picture of a page.
"""

from pwdlib.hashers.argon2 import Argon2Hasher

from bulletdrop.accounts.passwords import Passwords


def file_passwords() -> Passwords:
    """The hasher of file passwords; one for a process, ended by `close`."""
    return Passwords(Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1))
