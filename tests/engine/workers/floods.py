"""Sends hundreds of previews at once, the end twice, and events of paintings nobody asked for."""

from engine.errors import Problem
from engine.messages import Failed, Preview
from tests.engine.workers.speech import done, greet, started

speech = greet()
while True:
    name = speech.hear_paint()
    speech.say(started(name))
    for step in range(300):
        speech.say(Preview(id=name, picture=bytes(20_000), step=step, steps=300, seconds_left=0.0))
        speech.say(done("nobody's"))
    speech.say(done(name))
    speech.say(Failed(id=name, problem=Problem(kind="InvalidState", reason="late", words="")))
