"""The services of the bot, each built once and handed to what needs it."""

from __future__ import annotations

from dataclasses import dataclass

from telegram.request import HTTPXRequest

from bot.admin.broadcast import Broadcasts
from bot.admin.drafts import DraftQuestion
from bot.concurrency import Locks
from bot.jobs.adjustments import Blender
from bot.jobs.executor import JobExecutor
from bot.jobs.preview_frames import FrameStore
from bot.jobs.queue import FairQueue
from bot.jobs.runner import Runner
from bot.permissions import Admins
from bot.pictures.albums import Albums
from bot.pictures.downloads import Files
from bot.pictures.link_fetcher import LinkLimits
from bot.requests.limits import RefusalThrottle
from bot.settings import Settings
from bot.styles.sampler import StyleSampler
from bot.styles.sheets import SheetCache
from bot.texts import Catalogue
from bot.transport.durable_bot import DurableBot, UpdateInbox
from bot.transport.rate_limiter import ChatLimiter
from engine import Engine
from engine.weights.shipped import instant_version
from storage import (
    Audit,
    Bans,
    Chats,
    Database,
    Favourites,
    Inbox,
    Jobs,
    PendingPhotos,
    People,
    Quotas,
    Retention,
    Stats,
    StyleEditor,
    Styles,
    StyleVectors,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a handler may need."""

    settings: Settings
    catalogue: Catalogue
    styles: Styles
    jobs: Jobs
    people: People
    chats: Chats
    pending: PendingPhotos
    runner: Runner
    albums: Albums
    files: Files
    frame_store: FrameStore
    locks: Locks
    blender: Blender
    link_limits: LinkLimits
    engine: Engine
    admins: Admins
    refusal_throttle: RefusalThrottle
    style_editor: StyleEditor
    favourites: Favourites
    sheets: SheetCache
    sampler: StyleSampler
    bans: Bans
    quotas: Quotas
    vectors: StyleVectors
    audit: Audit
    stats: Stats
    broadcasts: Broadcasts
    retention: Retention


def build_bot(settings: Settings, database: Database) -> DurableBot:
    """Build the bot that speaks to Telegram and keeps its updates in ``database``."""
    return DurableBot(
        UpdateInbox(Inbox(database)),
        token=settings.token.get_secret_value(),
        base_url=settings.api_url,
        base_file_url=settings.file_url,
        rate_limiter=ChatLimiter(),
        # Previews and results are uploads; phones and proxies on the way can be slow.
        request=HTTPXRequest(connect_timeout=10, read_timeout=30, media_write_timeout=60),
        get_updates_request=HTTPXRequest(connection_pool_size=2, read_timeout=10),
    )


def build_services(
    settings: Settings, database: Database, bot: DurableBot, engine: Engine
) -> Services:
    """Build everything that handlers work with."""
    catalogue, styles = Catalogue.load(), Styles(database)
    jobs, people, chats = Jobs(database), People(database), Chats(database)
    audit, vectors = Audit(database), StyleVectors(database, instant_version(settings.networks))
    files, frame_store = Files(bot, settings.max_download), FrameStore(settings.home / "films")
    locks, admins = Locks(), Admins(bot, settings.admins)
    blender = Blender(files, locks.opening)
    runner = Runner(
        bot=bot,
        executor=JobExecutor(engine, styles, vectors, files),
        jobs=jobs,
        people=people,
        chats=chats,
        catalogue=catalogue,
        line=FairQueue(capacity=settings.max_line),
        slots=settings.slots,
        migrated=chats.migrate,
        frame_store=frame_store,
        blender=blender,
        question=DraftQuestion(styles, admins),
    )
    return Services(
        settings=settings,
        catalogue=catalogue,
        styles=styles,
        jobs=jobs,
        people=people,
        chats=chats,
        pending=PendingPhotos(database),
        runner=runner,
        albums=Albums(),
        files=files,
        frame_store=frame_store,
        locks=locks,
        blender=blender,
        link_limits=LinkLimits(bytes=settings.max_download),
        engine=engine,
        admins=admins,
        refusal_throttle=RefusalThrottle(),
        style_editor=StyleEditor(database),
        favourites=Favourites(database),
        sheets=SheetCache(),
        sampler=StyleSampler(engine, styles, vectors, files),
        bans=Bans(database),
        quotas=Quotas(database),
        vectors=vectors,
        audit=audit,
        stats=Stats(database),
        broadcasts=Broadcasts(bot, chats, audit),
        retention=Retention(database),
    )
