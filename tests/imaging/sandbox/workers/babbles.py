"""Answers in no language."""

from __future__ import annotations

from imaging.sandbox import channel
from tests.imaging.sandbox.workers.speech import asked, begin

sock = begin()
asked(sock)
channel.send(sock, b"\xc1 what a nice picture")
channel.receive(sock)
