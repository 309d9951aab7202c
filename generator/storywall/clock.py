"""The one clock of the house: which day it is in a time zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today_in(zone: str) -> date:
    """The day in a time zone, now; nothing else here reads the clock."""
    return datetime.now(ZoneInfo(zone)).date()  # noqa: TID251 - the one clock of the house
