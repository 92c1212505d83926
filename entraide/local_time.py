"""The time zone in which readers are told days and hours; values keep UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LOCAL_TIME = ZoneInfo("Europe/Paris")


def local_day(now: datetime) -> date:
    """The day that readers have at that moment."""
    return now.astimezone(LOCAL_TIME).date()
