"""Read and check the fields of /play calls; errors name the field."""

from collections.abc import Mapping
from typing import Any

from playground.errors import PlayError


class Fields:
    """Typed access to the fields of a form, a JSON object or a query string."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self._values.get(name)
        if value is None or (value == "" and default is None):
            if default is None:
                raise PlayError(400, f"{name} is missing")
            return default
        return str(value)

    def integer(self, name: str, default: int | None = None) -> int:
        """Return a whole number; without a default it must be there."""
        value = self._values.get(name)
        if value in (None, ""):
            if default is None:
                raise PlayError(400, f"{name} is missing")
            return default
        try:
            return int(str(value))
        except ValueError:
            raise PlayError(400, f"{name} is not a whole number") from None

    def optional(self, name: str) -> int | None:
        """Return a whole number, or None when there is none."""
        return None if self._values.get(name) in (None, "", "null") else self.integer(name)

    def integers(self, name: str) -> list[int]:
        """Return a list of whole numbers, empty when absent."""
        value = self._values.get(name) or []
        try:
            items = value.split(",") if isinstance(value, str) else value
            return [int(item) for item in items]
        except (TypeError, ValueError):
            raise PlayError(400, f"{name} is not a list of whole numbers") from None

    def object(self, name: str) -> dict[str, Any]:
        """Return a JSON object."""
        value = self._values.get(name)
        if not isinstance(value, dict):
            raise PlayError(400, f"{name} is not an object")
        return value

    def boolean(self, name: str) -> bool:
        """Return a flag."""
        return str(self._values.get(name, "")).lower() in {"true", "1", "yes"}
