"""Polished style vectors, which the instant painter uses in place of the one it computes.

A vector belongs to one picture and one version of the network. It stays when a style gets another
picture or the program another network, since both may come back. Their table is called
``polishes``, as is their part of an archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from storage.database import Database, utc_now
from storage.tables import StyleVectorRow as Row

_MARK_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleVector:
    """A style vector, and the relative style loss of paintings before and after polishing."""

    digest: str
    """Of the picture, as in ``Style.digest``."""
    network: str
    """The version of the network it was fitted to."""
    vector: bytes
    before: float
    after: float


async def vectors_of(database: Database, digests: Collection[str]) -> tuple[StyleVector, ...]:
    """Return all vectors for the pictures with these digests, for any network."""
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
    """The polished vectors for one version of the network."""

    def __init__(self, database: Database, network: str) -> None:
        self._database = database
        self._network = network

    async def vector(self, digest: str) -> bytes | None:
        """Return the vector for the picture with this digest, if it was polished."""
        query = select(Row.vector).where(Row.digest == digest, Row.network == self._network)
        async with self._database.read() as session:
            return await session.scalar(query)

    async def marks(self, digests: Collection[str]) -> Mapping[str, str]:
        """Return by digest a mark of each polished vector, 16 digits of its SHA-256."""
        query = select(Row.digest, Row.vector)
        query = query.where(Row.digest.in_(sorted(digests)), Row.network == self._network)
        async with self._database.read() as session:
            found = (await session.execute(query)).all()
        return {
            digest: hashlib.sha256(vector).hexdigest()[:_MARK_LENGTH] for digest, vector in found
        }

    async def keep(self, new: StyleVector) -> None:
        """Store a vector, in place of an earlier one for the same picture and network.

        Its picture must be stored already.
        """
        this = (Row.digest == new.digest, Row.network == new.network)
        row = Row(
            digest=new.digest,
            network=new.network,
            vector=new.vector,
            before=new.before,
            after=new.after,
            created=utc_now(),
        )
        async with self._database.write() as session:
            await session.execute(delete(Row).where(*this))
            session.add(row)

    async def forget(self, digest: str) -> bool:
        """Delete the vector for this picture; return False when there was none."""
        this = (Row.digest == digest, Row.network == self._network)
        async with self._database.write() as session:
            deleted = await session.scalars(delete(Row).where(*this).returning(Row.digest))
            return deleted.one_or_none() is not None
