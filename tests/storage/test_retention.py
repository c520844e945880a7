from __future__ import annotations

from datetime import timedelta

import pytest

from storage import (
    Audit,
    Bans,
    Chats,
    Database,
    Favourites,
    Inbox,
    Jobs,
    JobStyle,
    PendingPhotos,
    People,
    Pruned,
    Quotas,
    RawUpdate,
    Result,
    Retention,
    StyleEditor,
    Styles,
    UnknownJob,
    UnknownPicture,
    UnknownStyle,
    utc_now,
)
from storage import retention as module
from storage.tables import UpdateRow
from tests.storage.makers import ANNA, BORIS, GROUP, ban_of, new_job, new_pending, new_style


async def _prune_all(retention: Retention) -> Pruned:
    now = utc_now()
    return await retention.prune(jobs=now, updates=now, styles=now, drafts=now)


async def test_only_what_ended_and_is_old_is_forgotten(
    database: Database, retention: Retention
) -> None:
    jobs, inbox = Jobs(database), Inbox(database)
    done, _ = await jobs.add(new_job(1))
    await jobs.finish(done.id, Result(file_id="r"))
    queued, _ = await jobs.add(new_job(2))
    await inbox.save([RawUpdate(1, "{}"), RawUpdate(2, "{}")])
    await inbox.mark_done(1)
    await PendingPhotos(database).put(new_pending(1))
    long_ago = utc_now() - timedelta(days=1)
    kept = await retention.prune(jobs=long_ago, updates=long_ago, styles=long_ago, drafts=long_ago)
    assert kept == Pruned(jobs=0, updates=0, photos=0, styles=0, drafts=0, pictures=0)
    assert await _prune_all(retention) == Pruned(
        jobs=1, updates=1, photos=1, styles=0, drafts=0, pictures=0
    )
    assert await jobs.active() == (queued,)
    assert [one.update_id for one in await inbox.unfinished()] == [2]
    with pytest.raises(UnknownJob):
        await jobs.get(done.id)


async def test_many_rows_go_in_batches(
    database: Database, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    for number in range(7):
        await PendingPhotos(database).put(new_pending(number))
    assert (await _prune_all(retention)).photos == 7


async def test_deleted_styles_go_for_good_and_their_pictures_when_nothing_needs_them(
    database: Database, retention: Retention
) -> None:
    styles, style_editor = Styles(database), StyleEditor(database)
    gone, kept, shown = [await styles.add(new_style(slug)) for slug in ("a", "b", "c")]
    await style_editor.delete(gone.id)
    await style_editor.delete(kept.id)
    source = JobStyle(key=kept.digest, title="B", style_id=kept.id)
    await Jobs(database).add(new_job(styles=(source,)))
    pruned = await _prune_all(retention)
    assert (pruned.styles, pruned.pictures) == (2, 1)
    for style in (gone, kept):
        with pytest.raises(UnknownStyle):
            await styles.get(style.id, with_deleted=True)
    with pytest.raises(UnknownPicture):
        await styles.picture(gone.digest)
    for needed in (kept, shown):
        assert (await styles.picture(needed.digest)).digest == needed.digest


async def test_a_person_is_forgotten_and_others_are_not(
    database: Database, retention: Retention
) -> None:
    jobs, styles = Jobs(database), Styles(database)
    await People(database).meet(ANNA, first_name="Anna")
    await Chats(database).meet(ANNA, kind="private", title="Anna")
    mine, _ = await jobs.add(new_job(1))
    theirs, _ = await jobs.add(new_job(2, person_id=BORIS))
    await PendingPhotos(database).put(new_pending(3))
    private = await styles.add(new_style("mine", chat_id=ANNA))
    public = await styles.add(new_style("ours", added_by=ANNA))
    await Favourites(database).toggle(ANNA, public.id)
    await Favourites(database).toggle(BORIS, public.id)
    gone = await retention.forget_person(ANNA)
    assert (gone.jobs, gone.photos, gone.favourites, gone.styles) == (1, 1, 1, 1)
    assert await People(database).get(ANNA) is None
    assert await Chats(database).get(ANNA) is None
    assert await jobs.active() == (theirs,)
    with pytest.raises(UnknownJob):
        await jobs.get(mine.id)
    with pytest.raises(UnknownPicture):
        await styles.picture(private.digest)
    assert (await styles.get(public.id)).added_by is None
    assert await Favourites(database).ids(BORIS) == {public.id}


async def test_what_they_did_as_an_admin_stays_without_their_name(
    database: Database, retention: Retention
) -> None:
    audit = Audit(database)
    await audit.append("style.add", "wave", person_id=ANNA, chat_id=GROUP)
    await audit.append("ban", ANNA, person_id=BORIS, name="Anna")
    await retention.forget_person(ANNA)
    ban, added = await audit.recent()
    assert (added.person_id, added.target) == (None, "wave")
    assert (ban.person_id, ban.target, ban.details) == (BORIS, "", {})


async def test_forgetting_is_no_way_around_a_ban_or_a_quota(
    database: Database, retention: Retention
) -> None:
    await Bans(database).ban(ANNA, by=BORIS)
    await Quotas(database).grant(ANNA, 1, by=BORIS)
    await retention.forget_person(ANNA)
    await retention.forget_person(BORIS)
    ban, quota = await ban_of(database, ANNA), await Quotas(database).override_for(ANNA)
    assert ban is not None
    assert quota is not None
    assert (ban.by, quota.paintings, quota.by) == (None, 1, None)


async def test_done_updates_of_a_person_are_emptied_and_still_known(
    database: Database, retention: Retention
) -> None:
    inbox = Inbox(database)
    body = f'{{"message": {{"from": {{"id": {ANNA}}}}}}}'
    updates = [RawUpdate(1, body), RawUpdate(2, body)]
    await inbox.save(updates)
    await inbox.mark_done(1)
    await retention.forget_person(ANNA)
    assert await inbox.save(updates) == frozenset()
    assert await inbox.unfinished() == (RawUpdate(2, body),)
    async with database.read() as session:
        row = await session.get_one(UpdateRow, 1)
        assert row.body == "{}"
