"""Answers every painting with bytes that mean nothing."""

from tests.engine.workers.speech import greet

speech = greet()
speech.hear_paint()
speech.socket.sendall(b"\x00\x00\x00\x03\xc1\xc1\xc1")
speech.hear_paint()
