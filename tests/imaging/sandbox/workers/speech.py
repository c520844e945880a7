"""What the misbehaving programs share: the beginning of a good one."""

from __future__ import annotations

import socket
import sys

from imaging.sandbox import channel
from imaging.sandbox.messages import AnyOperation, Ready, decode_operation, encode


def begin() -> socket.socket:
    """The socket, after the pool was told that all is well."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    channel.send(sock, encode(Ready(confinement=())))
    return sock


def asked(sock: socket.socket) -> AnyOperation:
    payload, _ = channel.receive(sock)
    operation: AnyOperation = decode_operation(payload)
    return operation
