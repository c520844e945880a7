"""Paint the pictures of the presets anew: ``python -m presets [SLUG ...]``."""

from __future__ import annotations

import sys

from presets import catalogue, pictures_folder
from presets.repaint import repaint


def main(slugs: list[str]) -> int:
    """Paint ``slugs``, or every preset, and return the exit status."""
    known = [preset.slug for preset in catalogue()]
    unknown = sorted(set(slugs) - set(known))
    if unknown:
        sys.stderr.write(f"No such preset: {', '.join(unknown)}. There are: {', '.join(known)}.\n")
        return 2
    for slug in slugs or known:
        size = repaint(slug, pictures_folder())
        sys.stdout.write(f"{slug}: {size / 1000:.0f} kB\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
