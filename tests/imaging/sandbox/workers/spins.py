"""Computes for ever, as a decoder that loops."""

from __future__ import annotations

from imaging.sandbox.confinement import limit_processor_time
from tests.imaging.sandbox.workers.speech import asked, begin

sock = begin()
asked(sock)
limit_processor_time(0)
while True:
    pass
