"""Says that it is ready and nothing more: no heartbeat, deaf to Shutdown, EOF and SIGTERM."""

import signal

from tests.engine.workers.speech import greet

for number in (signal.SIGTERM, signal.SIGABRT, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
speech = greet()
while True:
    signal.pause()
