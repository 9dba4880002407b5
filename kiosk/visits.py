"""The visits that are going on, in memory only. Whoever walks away is forgotten, whatever the browser does.

The page wipes itself after its idle limit (guarantees UX-06); this is the second lock, for a page that crashed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kiosk.visit import Visit

VISITS_MAX = 50
"""More open visits than this, and the one untouched longest is forgotten: a kiosk has one visitor at a time."""

GRACE_SECONDS = 15.0
LOCK_SECONDS = 20.0


class VisitGone(Exception):
    """There is no such visit any more: it ended, was wiped, or the kiosk was restarted."""


class Busy(Exception):
    """A touch of the same visit is still being carried out."""


@dataclass
class _Kept:
    visit: Visit
    lock: threading.Lock = field(default_factory=threading.Lock)


class Visits:
    """``now`` gives seconds that never go back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._kept: dict[str, _Kept] = {}
        self._door = threading.Lock()

    def begin(self, visit: Visit) -> Visit:
        with self._door:
            while len(self._kept) >= VISITS_MAX:
                oldest = min(self._kept.values(), key=lambda kept: kept.visit.touched_at)
                del self._kept[oldest.visit.visit_id]
            visit.touched_at = self._now()
            self._kept[visit.visit_id] = _Kept(visit)
        return visit

    @contextmanager
    def hold(self, visit_id: str, wait: bool = True) -> Iterator[Visit]:
        """The visit, for one touch at a time. Raises VisitGone, Busy."""
        kept = self._kept.get(visit_id)
        if kept is None:
            raise VisitGone
        if not kept.lock.acquire(timeout=LOCK_SECONDS if wait else 0.001):
            raise Busy
        try:
            yield kept.visit
        finally:
            kept.lock.release()

    def touch(self, visit: Visit) -> None:
        """Somebody stands there."""
        visit.touched_at = self._now()

    def end(self, visit_id: str) -> Visit | None:
        """Forget a visit. Answers it once more, so that the hall can be told that its review is left."""
        with self._door:
            kept = self._kept.pop(visit_id, None)
        return kept.visit if kept else None

    def forget_abandoned(self, idle_seconds: Callable[[Visit], float]) -> list[Visit]:
        """Forget every visit untouched for longer than its idle limit, warning and grace included."""
        now = self._now()
        with self._door:
            gone = [
                k.visit for k in self._kept.values() if now - k.visit.touched_at > idle_seconds(k.visit) + GRACE_SECONDS
            ]
            for visit in gone:
                del self._kept[visit.visit_id]
        return gone

    def __len__(self) -> int:
        return len(self._kept)
