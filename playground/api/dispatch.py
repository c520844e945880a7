"""The table of all methods."""

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
from playground.api.call import MethodTable

_MODULES = (receiving, sending, editing, deleting, copying, chats, identity, topics, webhooks)


def build_method_table() -> MethodTable:
    """Build the table of every method that the playground has."""
    table = MethodTable()
    for module in _MODULES:
        table.update(module.TABLE)
    return table
