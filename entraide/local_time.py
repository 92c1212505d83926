"""The time zone in which readers are told days and hours; values keep UTC."""

from zoneinfo import ZoneInfo

LOCAL_TIME = ZoneInfo("Europe/Paris")
