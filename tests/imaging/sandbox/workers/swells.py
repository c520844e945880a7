"""Works as the real one, but holds more memory after each request."""

from __future__ import annotations

import msgspec

from imaging.codecs import PictureInfo
from imaging.sandbox import channel
from imaging.sandbox.messages import Checked, encode
from tests.imaging.sandbox.workers.speech import asked, begin

sock = begin()
answer = Checked(info=PictureInfo(format="JPEG", width=64, height=48))
while True:
    asked(sock)
    answer = msgspec.structs.replace(answer, memory=answer.memory + (300 << 20))
    channel.send(sock, encode(answer))
