"""The parameters of a call, in any of the Bot API's encodings, and its uploaded files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.errors import refuse
from playground.model import Json

_TRUE = {"true", "yes", "1"}
_MOST_LOGGED = 4_096


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    data: bytes


class Params:
    """Typed access to parameters. Absent ones read as empty, zero or false."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload]) -> None:
        self._values = values
        self.files = files

    def has(self, name: str) -> bool:
        """Tell whether a parameter was given and is not empty."""
        return self._values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """Return a parameter as text."""
        value = self._values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number, or `default` for anything else, as the real server does."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def boolean(self, name: str) -> bool:
        """Return a flag."""
        return self.text(name).strip().lower() in _TRUE

    def json(self, name: str, what: str) -> Any:
        """Return a parameter that holds JSON, or None; `what` names it in the error text."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise refuse(f"can't parse {what} JSON object") from None

    def object(self, name: str, what: str) -> Json:
        """Return a JSON object, empty when absent."""
        value = self.json(name, what)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise refuse(f"can't parse {what}: Expected an Object")
        return value

    def array(self, name: str, what: str) -> list[Any]:
        """Return a JSON array, empty when absent."""
        value = self.json(name, what)
        if value is None:
            return []
        if not isinstance(value, list):
            raise refuse(f"can't parse {what}: Expected an Array")
        return value

    def record(self) -> Json:
        """Return the parameters for the call log; files by name and size."""
        shown: Json = {name: _shown(value) for name, value in self._values.items()}
        for name, upload in self.files.items():
            shown[name] = {"file_name": upload.name, "size": len(upload.data)}
        return shown


def _shown(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value[:_MOST_LOGGED]
