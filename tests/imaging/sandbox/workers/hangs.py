"""Takes a request and never answers."""

from __future__ import annotations

import signal

from tests.imaging.sandbox.workers.speech import asked, begin

sock = begin()
asked(sock)
signal.pause()
