"""`python -m portret`: the command line."""

from portret.cli import main

main()
