"""Cannot even begin."""

raise SystemExit("no room at all")
