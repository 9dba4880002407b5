"""A log of a hundred thousand events: what a command costs with it behind, and how fast it is verified. No port, one process.

The log is lived, not made up: people with questions take numbers, are called and answered, day after day, by the hall's own acts. Only the
commits are bundled while it grows, a few hundred acts in one transaction; what is measured afterwards commits one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from queue_server.clock import HALL_ZONE, ManualClock, monotonic_seconds
from queue_server.domain.scene import Actor
from queue_server.domain.state import WindowState
from queue_server.hall import Done, Hall
from queue_server.site import Site, build, enrol_configured_staff
from queue_server.verifying import verify_all
from tests.bench.figures import Bar, Row, median
from tests.bench.hall_file import seat_of, wide_hall
from tests.server.halls import HallInTest

MONDAY = datetime(2014, 10, 13, 9, 0, tzinfo=HALL_ZONE)
WINDOW = "consult"
QUESTIONS_A_DAY = 400
BUNDLE = 100
DAYS_MAX = 400
FEW = 100


@dataclass
class Life:
    """A hall with one window open, and people with questions."""

    site: Site
    clock: ManualClock
    clerk: Actor
    asked: int = 0

    @property
    def hall(self) -> Hall:
        return self.site.hall

    def question(self) -> list[float]:
        """One person from number to answer. Answers the seconds of each command."""
        seconds: list[float] = []

        def do(name: str, actor: Actor, **what: object) -> Done:
            began = monotonic_seconds()
            done = self.hall.do(name, actor, None, **what)
            seconds.append(monotonic_seconds() - began)
            return done

        self.asked += 1
        taken = do("take_consult_ticket", Actor(role="KIOSK", device=f"kiosk-{self.asked // 10}"), reason="-")
        do("report_slip", Actor(role="PRINTER", device="entrance"), job_id=taken.result["job_id"], outcome="PRINTED", detail="")
        if self.hall.state.windows[WINDOW].state is WindowState.ASSIGNED:
            do("acknowledge", self.clerk, ticket_id=taken.result["ticket_id"])
        else:
            do("call_next", self.clerk)
        do("start_serving", self.clerk)
        do("end_service", self.clerk)
        return seconds

    def next_day(self) -> None:
        """Close, let the day end as the hall ends it, and open again on the next one."""
        self.hall.do("close_window", self.clerk)
        opening = self.site.config.calendar.next_opening(self.clock.now().replace(hour=20))
        for instant in (self.clock.now().replace(hour=20), opening + timedelta(minutes=30)):
            self.clock.go_to(instant)
            while self.hall.tick():
                pass
        self.hall.do("open_window", self.clerk)

    def live_until(self, events: int) -> None:
        for _ in range(DAYS_MAX):
            for _ in range(QUESTIONS_A_DAY // BUNDLE):
                with self.site.log.lock, self.site.log.connection(), self.site.log.db.atomic():
                    for _ in range(BUNDLE):
                        if self.hall.state.seq >= events:
                            return
                        self.question()
            self.next_day()
        raise RuntimeError(f"{events} events did not come in {DAYS_MAX} days")


def opened(folder: Path) -> Life:
    clock = ManualClock(MONDAY)
    site = build(wide_hall(), folder, "", clock, name="bench")
    ids = enrol_configured_staff(site)
    site.hall.tick()
    hall = HallInTest(site, clock, ids)
    seat, staff_no = seat_of(site.config, WINDOW)
    clerk = hall.seat(staff_no, seat)
    hall.act(clerk, "open_window")
    return Life(site, clock, clerk)


def measure(folder: Path, events: int, questions: int) -> Iterator[Row]:
    short, long = opened(folder / "short"), opened(folder / "long")
    short.live_until(FEW)
    long.live_until(events)
    long.next_day()
    behind = long.hall.state.seq
    few: list[float] = []
    many: list[float] = []
    began = monotonic_seconds()
    for turn in range(questions):  # by turns, so that a slow moment of the machine meets both
        for life, seen in ((short, few), (long, many)) if turn % 2 else ((long, many), (short, few)):
            seen += life.question()
    seconds = monotonic_seconds() - began
    yield Row(f"a command with {behind:,} events behind it, median", median(many) * 1000, "ms", median(few) * 1000,
              f"with {FEW}", len(many), seconds, (Bar("ratio", 1.2, at_least=False),))
    yield verified(long.site)
    for life in (short, long):
        life.site.log.close()


def verified(site: Site) -> Row:
    """Everything `lideng verify` looks at, beside bare SHA-256 over the same bytes."""
    count, _ = site.log.head(site.hall.hall_id)
    began = monotonic_seconds()
    problems = verify_all(site.log, site.register, site.hall.hall_id)
    seconds = monotonic_seconds() - began
    if problems:
        raise RuntimeError(f"the log that was measured is not sound: {problems[0]}")
    texts = [(row.prev_hash + row.at + row.kind + row.about + row.stamp + row.body).encode() for row in site.log.after(site.hall.hall_id, 0)]
    began = monotonic_seconds()
    for text in texts:
        sha256(text).hexdigest()
    bare = monotonic_seconds() - began
    return Row("`lideng verify`: chain, heads, register, file", count / seconds, "events/s", len(texts) / bare, "bare SHA-256, same bytes",
               count, seconds, (Bar("figure", 50_000),))
