from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from storage import Database, StyleEditor, Styles, Synced, sync_presets
from tests.storage.makers import GROUP, new_style


@dataclass(frozen=True)
class Shipped:
    slug: str
    title: str = "Title"
    aliases: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    data: bytes = b"paint"

    def picture(self) -> bytes:
        return self.data


STARRY = Shipped("starry", "Starry Night", ("星空",), {"strength": 1.5}, b"swirls")
PICASSO = Shipped("picasso", "Cubist Facets")


async def test_presets_become_styles_of_all_chats_in_their_order(database: Database) -> None:
    outcome = await sync_presets(database, [STARRY, PICASSO])
    assert outcome == Synced(added=("starry", "picasso"))
    starry, picasso = await Styles(database).all()
    assert (starry.slug, picasso.slug) == ("starry", "picasso")
    assert (starry.title, starry.aliases) == ("Starry Night", ("星空",))
    assert (starry.options, starry.chat_id, starry.is_preset) == ({"strength": 1.5}, None, True)
    assert (await Styles(database).picture(starry.digest)).data == b"swirls"


async def test_a_second_time_changes_nothing(database: Database) -> None:
    await sync_presets(database, [STARRY, PICASSO])
    before = await Styles(database).all()
    assert await sync_presets(database, [STARRY, PICASSO]) == Synced()
    assert await Styles(database).all() == before


async def test_a_changed_preset_is_renewed_and_keeps_id_and_uses(database: Database) -> None:
    styles = Styles(database)
    await sync_presets(database, [STARRY])
    old = await styles.find("starry")
    await styles.count_use(old.id)
    outcome = await sync_presets(database, [replace(STARRY, title="Night", data=b"new swirls")])
    assert outcome == Synced(changed=("starry",))
    new = await styles.find("starry")
    assert (new.id, new.title, new.use_count) == (old.id, "Night", 1)
    assert (await styles.picture(new.digest)).data == b"new swirls"
    assert (await styles.picture(old.digest)).data == b"swirls"


async def test_a_preset_an_admin_hid_stays_hidden(database: Database) -> None:
    styles = Styles(database)
    await sync_presets(database, [STARRY])
    await styles.hide((await styles.find("starry")).id)
    await sync_presets(database, [STARRY])
    assert await styles.all() == ()


async def test_a_preset_that_was_renamed_is_still_the_same(database: Database) -> None:
    styles, style_editor = Styles(database), StyleEditor(database)
    await sync_presets(database, [STARRY, PICASSO])
    starry, _ = await styles.all()
    await style_editor.rename(starry.id, "night")
    assert await sync_presets(database, [STARRY, PICASSO]) == Synced()
    outcome = await sync_presets(database, [replace(STARRY, title="Night"), PICASSO])
    assert outcome == Synced(changed=("starry",))
    night = await styles.find("starry")
    assert (night.id, night.slug, night.title) == (starry.id, "night", "Night")
    assert len(await styles.all()) == 2


async def test_a_preset_an_admin_deleted_stays_deleted(database: Database) -> None:
    styles = Styles(database)
    await sync_presets(database, [STARRY])
    await StyleEditor(database).delete((await styles.find("starry")).id)
    await sync_presets(database, [replace(STARRY, title="Night")])
    assert await styles.all() == ()


async def test_presets_are_found_by_the_names_they_have_now(database: Database) -> None:
    await sync_presets(database, [STARRY])
    await sync_presets(database, [replace(STARRY, aliases=("梵高",))])
    assert (await Styles(database).find("梵高")).version == 2
    assert await Styles(database).search("星空") == ()


async def test_styles_that_people_added_are_never_touched(database: Database) -> None:
    styles = Styles(database)
    everywhere = await styles.add(new_style("starry", title="Ours"))
    here = await styles.add(new_style("picasso", chat_id=GROUP))
    outcome = await sync_presets(database, [STARRY, PICASSO])
    assert outcome == Synced(added=("picasso",), skipped=("starry",))
    assert await styles.get(everywhere.id) == everywhere
    assert await styles.find("picasso", GROUP) == here


async def test_a_preset_that_no_longer_ships_stays(database: Database) -> None:
    await sync_presets(database, [STARRY, PICASSO])
    await sync_presets(database, [PICASSO])
    assert (await Styles(database).find("starry")).is_preset
