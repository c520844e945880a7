"""Never says that it is ready."""

from tests.engine.workers.speech import Speech

speech = Speech()
while speech.hear() is not None:
    pass
