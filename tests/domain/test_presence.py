"""A number whose parties are not all here yields and takes its place back, under every rule of the line (N5)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from queue_server.clock import HALL_ZONE
from queue_server.domain import dispatch, presence
from queue_server.domain import events as e
from queue_server.domain import evolve as folding
from queue_server.domain.dispatch import POLICIES, assignments
from queue_server.domain.dispatch_settings import DispatchSettings
from queue_server.domain.errors import Broken
from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState, TicketRecord, WindowRecord, WindowState

NOON = datetime(2014, 10, 13, 12, 0, tzinfo=HALL_ZONE)
STEPS = 120


def ticket(n: int, here: tuple[str, ...]) -> TicketRecord:
    at = NOON + timedelta(seconds=n)
    return TicketRecord(ticket_id=f"A{n:03d}", label=f"A{n:03d}", series="A", number=n, business_day=date(2014, 10, 13), lane="INSTANT",
                        type_code="T03", klass="NORMAL", issued_at=at, position=(n, 0), parties_needed=("p1", "p2"), parties_here=here,
                        here_since=at if len(here) == 2 else None)


def live_one_hall(policy: str, rng_seed: int) -> int:
    """People come, their parties come and go, one window calls. Answers how often a number yielded; raises Broken at a broken promise."""
    chance, rules = random.Random(rng_seed), DispatchSettings(policy=policy)
    state, yielded = HallState(hall_id="h", ruleset="CN-2014", seq=1), 0
    for n in range(STEPS):
        now = NOON + timedelta(minutes=n)
        draft = state.draft()

        def write(event: Any, draft: Any = draft, now: datetime = now) -> None:
            evolve(draft, event, e.Stamp(at=now, role="SYSTEM", seq=draft.seq + 1))

        if n % 3 == 0:
            draft.tickets[f"A{n:03d}"] = ticket(n, chance.choice((("p1",), ("p1", "p2"), ("p1", "p2"))))
        for one in list(draft.tickets.values()):
            if chance.random() < 0.25:
                party_id = chance.choice(("p1", "p2"))
                write(e.PresenceSet(ticket_id=one.ticket_id, party_id=party_id, here=party_id not in one.parties_here or chance.random() < 0.5))
        free = chance.random() < 0.3
        draft.windows["1"] = WindowRecord("1", "SAME_DAY", ("INSTANT",), state=WindowState.IDLE if free else WindowState.PAUSED,
                                          connections={"s": "x/1"})
        line = dict(draft.tickets.items())
        for event in assignments(draft, now, rules):
            write(event)
            if isinstance(event, e.TicketAssigned):
                _call_is_right(event, line, policy)
                yielded += len(event.yielded)
                del draft.tickets[event.ticket_id]
        state = draft.done()
    return yielded


def _call_is_right(call: e.TicketAssigned, line: dict[str, TicketRecord], policy: str) -> None:
    complete = [t for t in line.values() if set(t.parties_needed) == set(t.parties_here)]
    if call.ticket_id not in {t.ticket_id for t in complete}:
        raise Broken("called although somebody is missing")
    # The place is the moment the number was given, whatever happened since.
    first = min(complete, key=lambda t: (t.here_since, t.number) if policy == "all_here" else (t.number,))
    if call.ticket_id != first.ticket_id:
        raise Broken(f"{first.label} lost its place to {call.ticket_id}")
    before = {t.ticket_id for t in line.values() if t not in complete and t.number < line[call.ticket_id].number}
    if set(call.yielded) != before:
        raise Broken("a number yielded and nobody was told")


@pytest.mark.parametrize("policy", list(POLICIES))
def test_under_every_rule_a_number_yields_and_takes_its_place_back(policy: str) -> None:
    assert sum(live_one_hall(policy, rng_seed) for rng_seed in range(3)) > 10


def _to_the_end(patch: pytest.MonkeyPatch) -> None:
    def moved(one: TicketRecord, party_id: str, here: bool, at: datetime) -> TicketRecord:
        found = presence.with_presence(one, party_id, here, at)
        return replace(found, position=(10_000 + int(at.timestamp()), 0)) if found.complete and not one.complete else found

    patch.setattr(folding, "with_presence", moved)


def _called_alone(patch: pytest.MonkeyPatch) -> None:
    fits = dispatch.fits
    patch.setattr(dispatch, "fits", lambda one, window: fits(replace(one, parties_needed=()), window))


def _in_silence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(dispatch, "yielding", lambda *_: {})


@pytest.mark.parametrize(("plant", "said"), [(_to_the_end, "lost its place"), (_called_alone, "somebody is missing"),
                                             (_in_silence, "nobody was told")], ids=["to-the-end", "called-alone", "in-silence"])
def test_a_planted_bug_is_found(plant: Callable[[pytest.MonkeyPatch], None], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    with pytest.raises(Broken, match=said):
        live_one_hall("fifo", 1)
