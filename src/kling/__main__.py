"""``python -m kling`` is the command line."""

from kling.cli import main

main()
