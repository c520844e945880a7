"""Methods that set where updates are pushed to."""

from urllib.parse import urlsplit

from playground.api.call import Call, MethodTable
from playground.errors import refuse
from playground.model import Json
from playground.profile import Webhook

TABLE = MethodTable()
_PORTS = {80, 88, 443, 8443}
_LOCAL = {"127.0.0.1", "localhost", "::1"}


@TABLE.method("setWebhook")
async def set_webhook(call: Call) -> bool:
    """Push updates to an address from now on; an empty one means polling again."""
    params = call.params
    url = params.text("url")
    if not url:
        return _remove_webhook(call)
    _check_address(url)
    kinds = [str(kind) for kind in params.array("allowed_updates", "allowed_updates")]
    if params.has("allowed_updates"):
        call.world.updates.allow(kinds)
    if params.boolean("drop_pending_updates"):
        call.world.updates.clear()
    call.world.profile.webhook = Webhook(
        url,
        params.text("secret_token"),
        kinds,
        params.integer("max_connections", 40),
    )
    call.polling.webhook_active = True
    call.polling.terminate()
    return True


@TABLE.method("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    """Go back to polling."""
    return _remove_webhook(call)


def _remove_webhook(call: Call) -> bool:
    if call.params.boolean("drop_pending_updates"):
        call.world.updates.clear()
    call.world.profile.webhook = Webhook()
    call.polling.webhook_active = False
    call.world.on_change()
    return True


@TABLE.method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Json:
    """Return where updates go, how many wait, and what went wrong last."""
    hook = call.world.profile.webhook
    body: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(call.world.updates),
    }
    if hook.url:
        body |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.allowed:
        body["allowed_updates"] = hook.allowed
    if hook.last_error:
        body |= {
            "last_error_date": hook.last_error_at,
            "last_error_message": hook.last_error,
        }
    return body


def _check_address(url: str) -> None:
    """Raise unless Telegram would take the address; on this machine plain HTTP is fine too."""
    parts = urlsplit(url)
    local = parts.hostname in _LOCAL
    if not parts.hostname:
        raise refuse("bad webhook: invalid webhook URL specified")
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise refuse("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (parts.port or 443) not in _PORTS:
        raise refuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
