"""`python -m digestgen.cli`: the same as the command `digestgen`."""

from digestgen.cli import main

main()
