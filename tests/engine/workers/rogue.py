"""Does to each painting what its seed says; for tests of call orders."""

from __future__ import annotations

import os
import signal

from engine.errors import Problem
from engine.messages import Cancelled, Failed, Preview
from engine.wire import Cancel, Keep, Paint
from tests.engine.workers.speech import Speech, done, greet, started

PAINTS, WAITS, FAILS, DIES, BABBLES, IGNORES = range(6)


def begin(speech: Speech, name: str, seed: int) -> None:
    match seed:
        case 0:
            speech.say(started(name))
            speech.say(Preview(id=name, picture=b"", step=1, steps=3, seconds_left=1.0))
            speech.say(done(name))
        case 1 | 5:
            speech.say(started(name))
        case 2:
            problem = Problem(kind="BadPicture", reason="damaged", words="Damaged.")
            speech.say(Failed(id=name, problem=problem))
        case 3:
            os.kill(os.getpid(), signal.SIGKILL)
        case 4:
            speech.socket.sendall(b"\xff\xff\xff\xff")


def main() -> None:
    speech = greet()
    seeds: dict[str, int] = {}
    while (message := speech.hear()) is not None:
        match message:
            case Paint(request=request):
                seeds[request.id] = request.options.seed
                begin(speech, request.id, request.options.seed)
            case Cancel(id=name) if seeds[name] == WAITS:
                speech.say(Cancelled(id=name))
            case Keep(id=name):
                speech.say(done(name))


if __name__ == "__main__":
    main()
