"""Dies of every request, as of a fault in a decoder."""

from __future__ import annotations

import os
import signal

from tests.imaging.sandbox.workers.speech import asked, begin

sock = begin()
asked(sock)
os.kill(os.getpid(), signal.SIGSEGV)
