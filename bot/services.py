"""The services of the bot, each built once and handed to what needs it."""

from __future__ import annotations

from dataclasses import dataclass

from telegram.request import HTTPXRequest

from bot.admin.broadcast import Broadcasts
from bot.admin.drafts import DraftQuestion
from bot.concurrency import Locks
from bot.jobs.active_job import JobOpener
from bot.jobs.adjustments import Blender, ResultAdjuster
from bot.jobs.delivery import Delivery
from bot.jobs.estimates import Forecast
from bot.jobs.executor import JobExecutor
from bot.jobs.preview_frames import FrameStore
from bot.jobs.queue import FairQueue
from bot.jobs.reactions import Reactions
from bot.jobs.runner import Runner
from bot.permissions import Admins
from bot.pictures.albums import Albums
from bot.pictures.decoder import Decoder
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
from imaging.sandbox import DecoderPool
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


@dataclass(frozen=True, kw_only=True)
class Stores:
    """What the database keeps, as far as handlers read and write it."""

    audit: Audit
    bans: Bans
    chats: Chats
    favourites: Favourites
    jobs: Jobs
    pending: PendingPhotos
    people: People
    quotas: Quotas
    retention: Retention
    stats: Stats
    style_editor: StyleEditor
    styles: Styles
    vectors: StyleVectors


@dataclass(frozen=True, kw_only=True)
class Services(Stores):
    """Everything a handler may need."""

    settings: Settings
    engine: Engine
    catalogue: Catalogue
    locks: Locks
    admins: Admins
    refusal_throttle: RefusalThrottle
    albums: Albums
    files: Files
    decoder: Decoder
    link_limits: LinkLimits
    frame_store: FrameStore
    adjuster: ResultAdjuster
    sheets: SheetCache
    sampler: StyleSampler
    runner: Runner
    broadcasts: Broadcasts


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
        # Apart from the other calls, so that a poll never waits for an upload's connection.
        get_updates_request=HTTPXRequest(connection_pool_size=2, read_timeout=10),
    )


def build_services(
    settings: Settings, database: Database, bot: DurableBot, engine: Engine
) -> Services:
    """Build everything that handlers work with; nothing is started."""
    stores = _build_stores(settings, database)
    files, decoder = Files(bot, settings.max_download), Decoder(DecoderPool())
    locks, admins, catalogue = Locks(), Admins(bot, settings.admins), Catalogue.load()
    adjuster = ResultAdjuster(stores.jobs, Blender(files, decoder))
    frame_store = FrameStore(settings.home / "films")
    opener = JobOpener(
        bot=bot, jobs=stores.jobs, people=stores.people, chats=stores.chats, catalogue=catalogue
    )
    forecast = Forecast()
    delivery = Delivery(
        jobs=stores.jobs,
        adjuster=adjuster,
        decoder=decoder,
        forecast=forecast,
        reactions=Reactions(bot),
        frame_store=frame_store,
        question=DraftQuestion(stores.styles, admins),
    )
    runner = Runner(
        jobs=stores.jobs,
        queue=FairQueue(capacity=settings.max_line),
        opener=opener,
        executor=JobExecutor(engine, stores.styles, stores.vectors, files, decoder),
        delivery=delivery,
        forecast=forecast,
        slots=settings.slots,
    )
    return Services(
        **vars(stores),
        settings=settings,
        engine=engine,
        catalogue=catalogue,
        locks=locks,
        admins=admins,
        refusal_throttle=RefusalThrottle(),
        albums=Albums(),
        files=files,
        decoder=decoder,
        link_limits=LinkLimits(bytes=settings.max_download),
        frame_store=frame_store,
        adjuster=adjuster,
        sheets=SheetCache(),
        sampler=StyleSampler(engine, stores.styles, stores.vectors, files, decoder),
        runner=runner,
        broadcasts=Broadcasts(bot, stores.chats, stores.audit),
    )


def _build_stores(settings: Settings, database: Database) -> Stores:
    return Stores(
        audit=Audit(database),
        bans=Bans(database),
        chats=Chats(database),
        favourites=Favourites(database),
        jobs=Jobs(database),
        pending=PendingPhotos(database),
        people=People(database),
        quotas=Quotas(database),
        retention=Retention(database),
        stats=Stats(database),
        style_editor=StyleEditor(database),
        styles=Styles(database),
        # Vectors fit one network only, so those of others stay out of sight.
        vectors=StyleVectors(database, instant_version(settings.networks)),
    )
