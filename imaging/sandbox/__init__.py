"""A pool of confined processes in which everything that strangers send is decoded."""

from imaging.sandbox.pool import DecoderPool, Pixels
from imaging.sandbox.process import SandboxLimits

__all__ = ["DecoderPool", "Pixels", "SandboxLimits"]
