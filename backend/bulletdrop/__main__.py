"""`python -m bulletdrop`."""

from bulletdrop.cli import main

main()
