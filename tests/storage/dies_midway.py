"""A program that commits one job, begins to write another row, and waits there to be killed."""

from __future__ import annotations

import asyncio
import sys

from storage import Database, Jobs
from storage.database import utc_now
from storage.inbox import UpdateState
from storage.tables import UpdateRow
from tests.storage.makers import new_job


async def main(path: str) -> None:
    async with Database.open(path) as database:
        job, _ = await Jobs(database).add(new_job())
        await Jobs(database).start(job.id)
        async with database.write() as session:
            row = UpdateRow(id=1, body="{}", state=UpdateState.RECEIVED, received=utc_now())
            session.add(row)
            await session.flush()
            sys.stdout.write(f"{job.id}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
