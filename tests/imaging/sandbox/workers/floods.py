"""Announces a frame of two gigabytes."""

from __future__ import annotations

from tests.imaging.sandbox.workers.speech import asked, begin

sock = begin()
asked(sock)
sock.sendall(b"\x7f\xff\xff\xff" + bytes(1 << 10))
sock.recv(1)
