"""Polished style vectors: what the instant painter uses instead of what it finds by itself.

A vector belongs to one picture and to one version of the network. Once a style has another
picture, or the program another network, it is left alone; both may come back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from storage.database import Database, utc_now
from storage.tables import PolishRow as Row

_MARK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleVector:
    """A vector, and the relative style loss of paintings ``before`` and ``after`` polishing."""

    digest: str
    """Of the picture, as in ``Style.digest``."""
    network: str
    """The version of the network it was fitted to."""
    vector: bytes
    before: float
    after: float


async def polishes_of(database: Database, digests: Collection[str]) -> tuple[StyleVector, ...]:
    """All that there is for the pictures with these digests, whatever the network."""
    query = select(Row).where(Row.digest.in_(sorted(digests))).order_by(Row.digest, Row.network)
    async with database.read() as session:
        return tuple(
            StyleVector(
                digest=row.digest,
                network=row.network,
                vector=row.vector,
                before=row.before,
                after=row.after,
            )
            for row in await session.scalars(query)
        )


class StyleVectors:
    """The polished vectors that one version of the ``network`` can use."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def vector(self, digest: str) -> bytes | None:
        """What to use for the picture with this digest, if it was polished."""
        query = select(Row.vector).where(Row.digest == digest, Row.network == self._network)
        async with self._database.read() as session:
            return await session.scalar(query)

    async def marks(self, digests: Collection[str]) -> Mapping[str, str]:
        """Of those that were polished, by digest what tells one vector from the next."""
        query = select(Row.digest, Row.vector)
        query = query.where(Row.digest.in_(sorted(digests)), Row.network == self._network)
        async with self._database.read() as session:
            found = (await session.execute(query)).all()
        return {digest: hashlib.sha256(vector).hexdigest()[:_MARK] for digest, vector in found}

    async def keep(self, polish: StyleVector) -> None:
        """Use it from now on, in place of an earlier one for the same picture and network.

        The picture must be there.
        """
        this = (Row.digest == polish.digest, Row.network == polish.network)
        row = Row(
            digest=polish.digest,
            network=polish.network,
            vector=polish.vector,
            before=polish.before,
            after=polish.after,
            created=utc_now(),
        )
        async with self._database.write() as session:
            await session.execute(delete(Row).where(*this))
            session.add(row)

    async def forget(self, digest: str) -> bool:
        """Let the network find the style by itself again; False when nothing was polished."""
        this = (Row.digest == digest, Row.network == self._network)
        async with self._database.write() as session:
            gone = await session.scalars(delete(Row).where(*this).returning(Row.digest))
            return gone.one_or_none() is not None
