"""``python -m bot`` is ``atelier``."""

from bot.cli.main import main

main()
