"""The command line: ``atelier demo | run | paint | styles | train | doctor``."""
