"""Is killed in the middle of every painting."""

import os
import signal

from tests.engine.workers.speech import greet, started

speech = greet()
speech.say(started(speech.hear_paint()))
os.kill(os.getpid(), signal.SIGKILL)
