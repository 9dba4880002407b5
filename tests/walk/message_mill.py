"""Ten thousand messages through the real acts, folds and worker, without a database: a hall that is nothing but its outbox."""

from __future__ import annotations

import random
from contextlib import nullcontext
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from queue_server.clock import ManualClock
from queue_server.domain import consequences, evolve_aftercare, evolve_effects
from queue_server.domain import events as e
from queue_server.domain.acts import perform
from queue_server.domain.acts.messages import needs_person
from queue_server.domain.evolve import evolve
from queue_server.domain.scene import SYSTEM, Actor, Scene
from queue_server.domain.state import HallState
from queue_server.worker import WORKER, Worker
from tests.contracts.fake_carriers import LossyCarrier
from tests.server.halls import MONDAY, read_once

assert evolve_aftercare and evolve_effects  # they list their folds on import


class OutboxHall:
    """Does acts as the real shell does (fold, then what follows), and keeps every event."""

    hall_id = "mill"

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.config = read_once("luohe-2014")
        self.state = HallState(hall_id=self.hall_id)
        self.events: list[Any] = []

    def do(self, name: str, actor: Actor, key: str | None = None, /, **asked: Any) -> Any:
        scene = self._scene(actor)
        deed, written, result = perform(scene, name, **asked), [], {}
        while True:
            try:
                written.append(self._fold(scene, next(deed)))
            except StopIteration as end:
                result = end.value or {}
                break
        self._follow(scene, written)
        return SimpleNamespace(result=result)

    def tell(self, *events: Any) -> None:
        scene = self._scene(SYSTEM)
        self._follow(scene, [self._fold(scene, event) for event in events])

    def tick(self) -> None:
        from queue_server.domain import aftercare

        if aftercare.is_due(self.state, self.clock.now(), self.config):
            scene = self._scene(SYSTEM)
            self._follow(scene, [self._fold(scene, event) for event in aftercare.brings(scene)])

    def case_as_it_was(self, case_id: str) -> None:
        return None

    def _scene(self, actor: Actor) -> Scene:
        return Scene(self.state.draft(), self.clock.now(), actor, self.config, None)  # type: ignore[arg-type]

    def _fold(self, scene: Scene, event: Any) -> Any:
        evolve(scene.draft, event, e.Stamp(at=scene.now, role=scene.actor.role, seq=scene.draft.seq + 1))
        return event

    def _follow(self, scene: Scene, written: list[Any]) -> None:
        for event in written:
            written.extend(self._fold(scene, more) for more in consequences.of_event(scene, event))
        self.events += written
        self.state = scene.draft.done()


@dataclass
class Mill:
    """``grind`` runs the outbox dry; afterwards the figures of INV-13 can be read."""

    seed: int
    carrier: LossyCarrier
    messages: int = 10_000
    duplicate_percent: int = 5
    worker_kind: type[Worker] = Worker
    receipts: int = 0
    hall: OutboxHall = field(init=False)

    def __post_init__(self) -> None:
        self.clock = ManualClock(MONDAY)
        self.hall = OutboxHall(self.clock)
        self.chance = random.Random(self.seed)
        people = SimpleNamespace(read=lambda person_id: SimpleNamespace(phone="16100000001"))
        self.site: Any = SimpleNamespace(hall=self.hall, clock=self.clock, config=self.hall.config, people=people,
                                         log=SimpleNamespace(connection=nullcontext), notes={})
        self.worker = self.worker_kind(self.site, self.carrier)
        self.keys: list[str] = []
        for number in range(self.messages):
            message_id = f"M{number + 1}"
            self.keys.append(f"mill:{message_id}")
            self.hall.tell(e.MessageQueued(message_id=message_id, kind="FOLLOW_UP", person_id=f"p{number}", due_at=MONDAY,
                                          ref={"number": "20141013-0001"}))

    def grind(self, rounds_max: int = 4_000) -> None:
        for _ in range(rounds_max):
            worked = self.worker.work()
            self._receive()
            self.hall.tick()
            if all(needs_person(m) for m in self.hall.state.messages.values()):
                return
            self.clock.pass_time(seconds=20)
            waits = [m.due_at for m in self.hall.state.messages.values() if not needs_person(m)]
            if not worked and min(waits) > self.clock.now():
                self.clock.go_to(min(waits))
        raise AssertionError(f"the outbox is not dry: {len(self.hall.state.messages)} messages are left")

    def _receive(self) -> None:
        """The carrier's receipts for what reached the citizens, some of them twice."""
        for message in [m for m in self.hall.state.messages.values() if m.state == "SENT"]:
            key = f"mill:{message.message_id}"
            if key in self.carrier.inboxes:
                times = 2 if self.chance.random() * 100 < self.duplicate_percent else 1
                for _ in range(times):
                    self.receipts += 1
                    self.hall.do("receive_receipt", WORKER, None, message_id=message.message_id, outcome="DELIVERED", provider_ref=f"r-{key}")

    @property
    def with_people(self) -> set[str]:
        return {f"mill:{m.message_id}" for m in self.hall.state.messages.values() if needs_person(m)}

    @property
    def lost(self) -> list[str]:
        """Neither with the citizen nor with a person of the hall."""
        return [key for key in self.keys if key not in self.carrier.inboxes and key not in self.with_people]

    @property
    def double(self) -> list[str]:
        return [key for key, times in self.carrier.inboxes.items() if times > 1]

    @property
    def reported_twice(self) -> int:
        done = [ev.message_id for ev in self.hall.events if isinstance(ev, e.MessageReported) and ev.outcome == "DELIVERED"]
        return len(done) - len(set(done))
