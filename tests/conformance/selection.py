"""Which of python-telegram-bot's live tests are run, and which are not, each with its reason."""

REQUIRED = 156

FILES = (
    "tests/_files/test_animation.py",
    "tests/_files/test_audio.py",
    "tests/_files/test_document.py",
    "tests/_files/test_file.py",
    "tests/_files/test_inputfile.py",
    "tests/_files/test_inputmedia.py",
    "tests/_files/test_photo.py",
    "tests/_files/test_sticker.py",
    "tests/_files/test_video.py",
    "tests/_files/test_videonote.py",
    "tests/_files/test_voice.py",
    "tests/_inline/test_inlinekeyboardmarkup.py",
    "tests/request/test_request.py",
    "tests/test_bot.py",
    "tests/test_constants.py",
    "tests/test_forcereply.py",
    "tests/test_forum.py",
    "tests/test_replykeyboardmarkup.py",
    "tests/test_replykeyboardremove.py",
)

_WEB = "fetches a file from the web, which the playground never does"
_EXACT = "compares sizes or bytes that only Telegram's own encoders give to Telegram's own files"
_STICKERS = "sticker sets: people can send stickers here, sets are out of the playground's scope"
_INVITES = "invite links and join requests: people are put into chats by /play/chats"
_MONEY = "payments, gifts and stars: nothing is for sale here"
_PLAY = "polls, dice, games: no method of the playground"
_PLACES = "contacts and places: no method of the playground"
_PROFILE = "pictures of chats and profiles are not kept, or compared byte by byte"

# Parts of test ids.
DESELECTED: dict[str, str] = {
    "_url_file": _WEB,
    "_file_url": _WEB,
    "test_send_url_": _WEB,
    "test_send_from_url": _WEB,
    "test_animation.py::TestAnimationWithRequest::test_send_all_args": _EXACT,
    "test_audio.py::TestAudioWithRequest::test_send_all_args": _EXACT,
    "test_document.py::TestDocumentWithRequest::test_send_all_args": _EXACT,
    "test_video.py::TestVideoWithRequest::test_send_all_args": _EXACT,
    "test_videonote.py::TestVideoNoteWithRequest::test_send_all_args": _EXACT,
    "test_videonote.py::TestVideoNoteWithRequest::test_get_and_download": _EXACT,
    "test_voice.py::TestVoiceWithRequest::test_send_all_args": _EXACT,
    "test_send_bytesio_jpg_file": _EXACT,
    "TestStickerSetWithRequest": _STICKERS,
    "TestMaskPositionWithRequest": _STICKERS,
    "test_custom_emoji": _STICKERS,
    "test_premium_animation": _STICKERS,
    "test_send_on_server_emoji": _STICKERS,
    "chat_invite_link": _INVITES,
    "chat_subscription_link": _INVITES,
    "chat_join_request": _INVITES,
    "test_send_paid_media": _MONEY,
    "test_get_my_star_balance": _MONEY,
    "test_get_star_transactions": _MONEY,
    "gifts_basic": _MONEY,
    "poll": _PLAY,
    "test_send_open_period": _PLAY,
    "test_send_close_date_default_tz": _PLAY,
    "test_send_dice": _PLAY,
    "test_send_game": _PLAY,
    "test_set_game_score": _PLAY,
    "test_send_venue": _PLACES,
    "test_send_contact": _PLACES,
    "test_get_user_profile_photos": _PROFILE,
    "test_get_one_user_profile_photo": _PROFILE,
    "test_my_profile_photo": _PROFILE,
    "test_set_chat_photo": _PROFILE,
    "test_delete_chat_photo": _PROFILE,
    "chat_sticker_set": _STICKERS,
    "[live_photo-": "live photos: no method of the playground",
    "test_promote_chat_member": "administrators are appointed by people, not by the bot",
    "test_get_user_personal_chat_messages": "personal channels: no method of the playground",
    "test_save_prepared_inline_message": "Mini Apps: no method of the playground",
    "test_set_webhook_get_webhook_info_and_delete_webhook": "resolves a host name of the web",
    "TestHTTPXRequestWithRequest": "talks to a test site on the web",
    "TestHTTP2WithRequest": "talks to a site on the web in HTTP/2",
    "icon_stickers": "the icons are Telegram's own",
    "test_edit_general_forum_topic": "the general topic of a forum: no method of the playground",
    "hide_unhide_general_forum_topic": "the general topic of a forum: no method of the playground",
}
