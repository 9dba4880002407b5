"""The chore of the honest draw: makes and seals the seeds, and when a period is over reads its cases from the log and has them drawn.

It adds chance and reading, nothing else: whether a draw is due and what it gives is judged by the acts. A seed is unforeseeable bytes of
the machine, kept encrypted beside the log; with the hall's key one could open it early, but not choose it, and the list of cases it will
meet is fixed only at the end. A failure stops no other work: it is logged and tried again at the next tick.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from .domain.draw_calendar import commitments_due, samples_due
from .domain.errors import Broken
from .domain.hall_settings import SampleLevel
from .domain.quality_records import DrawRecord
from .domain.sampling import Period, commitment_of, draw_sample, freeze_population, period_named
from .domain.scene import SYSTEM
from .hall import Gathered, Hall
from .papers import SEALED, Papers
from .populations import cut_off, gather, people_of

LOGGER = logging.getLogger("lideng.draws")
SEED_BYTES = 32
Chance = Callable[[int], bytes]


class Draws:
    """The draws of one hall. ``chance`` gives so many unforeseeable bytes."""

    def __init__(self, hall: Hall, papers: Papers, chance: Chance = secrets.token_bytes) -> None:
        self.hall = hall
        self.papers = papers
        self.chance = chance

    def attend(self) -> None:
        """Look whether a seed is to be fixed or a sample to be drawn, and do it. Cheap when nothing is due."""
        state, now = self.hall.state, self.hall.clock.now()
        for period in commitments_due(state, now, self.hall.config):
            self._guarded(period.key, lambda period=period: self.commit(period))
        for draw in sorted(samples_due(state, now), key=lambda d: (d.last_day, list(SampleLevel).index(SampleLevel(d.level)))):
            self._guarded(draw.key, lambda draw=draw: self.draw(draw))

    def _guarded(self, key: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # a draw that cannot be made must not stop the hall's other work
            LOGGER.exception("the draw %s could not be attended to; it is tried again", key)

    def commit(self, period: Period) -> None:
        """Seal a new seed, then publish its fingerprint."""
        seed, nonce = self.chance(SEED_BYTES), self.chance(SEED_BYTES)
        commitment = commitment_of(seed, nonce, self.hall.hall_id, period.level, period.key)
        sealed = f"{seed.hex()}:{nonce.hex()}"
        self.hall.do("commit_draw", SYSTEM, None, gather=lambda now: Gathered({"sealed_id": self.papers.keep(SEALED, sealed, now)}),
                     level=str(period.level), commitment=commitment)

    def draw(self, draw: DrawRecord) -> None:
        """Read the cases of the period outside the turn, open the seed, and hand both to the act."""
        log, hall_id = self.hall.log, self.hall.hall_id
        seed, nonce = self.opened(draw)
        draws_before = self.hall.state.counters.get("draws", 0)
        after_seq = self.hall.state.counters.get(f"draw_until:{draw.level}", 0)
        head, _ = log.head(hall_id)
        found = gather(log, hall_id, after_seq, cut_off(log, hall_id, draw.last_day, head), draw.mandatory, head + 1)
        level = period_named(SampleLevel(draw.level), draw.period).level
        population = freeze_population(hall_id, level, draw.period, [case.sample for case in found.cases])
        picked = draw_sample(population, draw.percent, seed, nonce).case_ids
        people = people_of(log, hall_id, picked, head + 1)
        self.hall.do("draw_checks", SYSTEM, None, level=draw.level, period=draw.period, cases=found.cases, people=people, seed=seed,
                     nonce=nonce, after_seq=found.after_seq, until_seq=found.until_seq, read_seq=head, draws_before=draws_before)

    def opened(self, draw: DrawRecord) -> tuple[bytes, bytes]:
        """The sealed seed and nonce. Raises Broken when the paper was altered."""
        with self.hall.log.connection():
            seed, _, nonce = self.papers.read(draw.sealed_id).partition(":")
        try:
            return bytes.fromhex(seed), bytes.fromhex(nonce)
        except ValueError as problem:
            raise Broken(f"the sealed seed of {draw.key} cannot be read") from problem
