"""Promises pixels and hands over a file of a few bytes, which it could still shrink."""

from __future__ import annotations

import os

from imaging.sandbox import channel
from imaging.sandbox.messages import Opened, encode
from tests.imaging.sandbox.workers.speech import asked, begin

sock = begin()
asked(sock)
fd = os.memfd_create("pixels")
os.write(fd, b"abc")
channel.send(sock, encode(Opened(width=4000, height=3000, channels=3)), fd)
channel.receive(sock)
