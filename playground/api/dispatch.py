"""The whole method table."""

from playground.api import (
    chats,
    copying,
    deleting,
    editing,
    identity,
    receiving,
    sending,
    topics,
    webhooks,
)
from playground.api.call import Table

_ROOMS = (receiving, sending, editing, deleting, copying, chats, identity, topics, webhooks)


def methods() -> Table:
    """Return every method that the playground has."""
    table = Table()
    for room in _ROOMS:
        table.update(room.TABLE)
    return table
