"""The hours in which no citizen's telephone rings because of the hall: a message waits for their end, whenever it was queued. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from .service_settings import SmsSettings


def after_quiet_hours(rules: SmsSettings, at: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours if it lies in them. Equal bounds mean that no hour is quiet."""
    clock, begin, end = at.time(), rules.quiet_from, rules.quiet_to
    quiet = begin <= clock < end if begin <= end else clock >= begin or clock < end
    if not quiet:
        return at
    over = at.replace(hour=end.hour, minute=end.minute, second=end.second, microsecond=0)
    return over if over > at else over + timedelta(days=1)
