"""All words that people read: Project Fluent catalogues, one ``.ftl`` file per language.

``texts = Catalogue.load().speak("de"); texts("start-hello", name="Ada")``. A message that a
language lacks is taken from English.
"""

from bot.texts.catalogue import Catalogue, Texts, strip_direction_marks

__all__ = ["Catalogue", "Texts", "strip_direction_marks"]
