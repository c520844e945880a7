"""Is killed in the middle of the first painting; the next worker of the same home is fine."""

import os
import signal

from tests.engine.workers.speech import done, greet, started

speech = greet()
while True:
    name = speech.hear_paint()
    speech.say(started(name))
    if speech.first_time("died"):
        os.kill(os.getpid(), signal.SIGKILL)
    speech.say(done(name))
