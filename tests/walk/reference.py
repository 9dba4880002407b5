"""The rules of the line in a few lines of their own: who is called next (domain.md 4.2, requirements 6.1). Shares nothing with the
code it judges: each rule is a sort key over the waiting, and only the rules that count calls have a branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

ORDER = {"REINSTATED": 0, "CARRIED_OVER": 0, "PRIORITY": 1, "APPOINTMENT": 2, "NORMAL": 3}


@dataclass
class Waiting:
    """One number in line. ``place`` is where it stands; ``behind`` how many it still lets pass. Times are minutes."""

    id: str
    lane: str
    klass: str
    place: tuple[int, int]
    behind: int = 0
    to_window: str = ""
    everybody_here: bool = True
    passed: int = 0
    urgent: float | None = None
    green: bool = False
    type: str = ""
    came: float = 0.0
    booked: float | None = None
    complete: float | None = None
    sent_on: bool = False


@dataclass
class Line:
    """The waiting numbers and what was counted so far: calls with priority in a row, shares used."""

    waiting: dict[str, Waiting] = field(default_factory=dict)
    in_a_row: int = 0
    used: dict[str, int] = field(default_factory=dict)
    passed_max: int = 30
    say: dict[str, Any] = field(default_factory=dict)
    clock: float = 0.0

    def fitting(self, window: str, lanes: Iterable[str]) -> list[Waiting]:
        return [w for w in self.waiting.values() if w.everybody_here
                and (w.to_window == window if w.to_window else w.lane in tuple(lanes))]

    def next_for(self, window: str, lanes: Iterable[str], policy: str, ratio: int, helps: Iterable[str] = ()) -> str:
        """The id that must be called to that window now, "" for nobody; those of lines it helps only after its own. Remembers the call."""
        own, all_lanes = tuple(lanes), (*lanes, *helps)
        standing = [w for w in self.fitting(window, all_lanes) if w.to_window or self.may_come(w, window, policy)]
        standing = [w for w in standing if w.lane in own or w.to_window] or standing
        if not standing:
            return ""
        least = min(0, *(w.behind for w in standing)) if any(w.behind <= 0 for w in standing) else min(w.behind for w in standing)
        reach = [w for w in standing if w.behind <= 0] or [w for w in standing if w.behind == least]
        sent_here, urgent = [w for w in reach if w.to_window == window], [w for w in reach if w.urgent is not None]
        for first in (sent_here, sorted(urgent, key=lambda w: (w.urgent, w.place))[:1], [w for w in reach if w.passed >= self.passed_max]):
            if first:
                return min(first, key=lambda w: w.place).id
        chosen = self.by_rule(window, reach, policy, ratio)
        green = [w for w in reach if w.green and w.lane == "NORMAL"]
        return min(green, key=lambda w: w.place).id if green and chosen.lane == "NORMAL" and ORDER[chosen.klass] > 1 else chosen.id

    def may_come(self, w: Waiting, window: str, policy: str) -> bool:
        if policy != "clerk_filter":
            return True
        rank, serves = ORDER[w.klass], self.say.get("serves", {})

        def takes(point: str) -> bool:
            return serves.get(point, "ALL") == "ALL" or rank in (0, ORDER[serves[point]])

        return takes(window) or not any(takes(point) for point, lanes in self.say.get("open", {}).items() if w.lane in lanes)

    def by_rule(self, window: str, reach: list[Waiting], policy: str, ratio: int) -> Waiting:
        say, now = self.say, self.clock
        if policy == "fifo":
            return min(reach, key=lambda w: w.place)
        if policy == "longest_wait":  # issue order and place agree within a queue, so the oldest first of a queue is a plain minimum
            firsts = [w for w in reach if not any((o.lane, o.klass) == (w.lane, w.klass) and o.place < w.place for o in reach)]
            return min(firsts, key=lambda w: (w.came, w.place))
        kept = [w for w in reach if ORDER[w.klass] == 0]
        if kept:
            return min(kept, key=lambda w: w.place)
        in_time = {w.id: w.booked for w in reach if w.klass == "APPOINTMENT" and w.booked is not None and w.came <= w.booked + 15}
        service = {w.id: say.get("service", {}).get(w.type, say.get("service", {}).get(w.lane, 5)) for w in reach}
        weight = {w.id: {"PRIORITY": 30, "APPOINTMENT": 20}.get(w.klass, 0) + int(now - w.came) for w in reach}
        if policy == "counter_ratio":
            for klass, most in (("PRIORITY", 2), ("APPOINTMENT", 1)):
                line = [w for w in reach if w.klass == klass]
                if line and self.used.get(klass, 0) < most:
                    self.used[klass] = self.used.get(klass, 0) + 1
                    return min(line, key=lambda w: w.place)
            self.used = {}
            return min([w for w in reach if w.klass == "NORMAL"] or reach, key=lambda w: (ORDER[w.klass], w.place))
        if policy == "threshold":
            plain = sorted((w for w in reach if w.klass == "NORMAL"), key=lambda w: w.place)
            if plain and now - plain[0].came >= 30:
                return plain[0]
        keys: dict[str, Any] = {
            "strict_classes": lambda w: (ORDER[w.klass], w.place), "service_priority": lambda w: (service[w.id], ORDER[w.klass], w.place),
            "weight_list": lambda w: (-weight[w.id], w.place), "sort_weight": lambda w: (-weight[w.id], w.came, w.place),
            "all_here": lambda w: (w.complete if w.complete is not None else w.came, w.place),
            "counter_first": lambda w: (not {w.type, w.lane} & set(say.get("first", {}).get(window, ())), ORDER[w.klass], w.place),
        }
        if policy in keys:
            return min(reach, key=keys[policy])
        if policy == "appointment_queue" and in_time:
            booked = min((w for w in reach if w.id in in_time), key=lambda w: (in_time[w.id], w.place))
            before = self.in_a_row
            rest = [w for w in reach if w.id not in in_time]
            walk_in = self.in_turns(rest, 1, lambda w: w.place, ratio, lambda late: min(late, key=lambda w: w.place)) if rest else booked
            if walk_in is booked or in_time[booked.id] <= walk_in.came:
                self.in_a_row = before
                return booked
            return walk_in
        if policy == "appointment_slot":
            return self.in_turns(reach, 1, lambda w: w.place, ratio,
                                 lambda late: min(late, key=lambda w: (in_time[w.id] - 5 if w.id in in_time else w.came, w.place)))
        if policy == "appointment_share":
            return self.in_turns(reach, 1, lambda w: w.place, ratio, self.by_share)
        if policy == "segments":
            queues = {klass: sorted((w for w in reach if w.klass == klass), key=lambda w: w.place) for klass in ("PRIORITY", "APPOINTMENT", "NORMAL")}
            due = {"PRIORITY": 10, "APPOINTMENT": 15, "NORMAL": 30}
            return max((q[0] for q in queues.values() if q), key=lambda w: ((now - w.came) / due[w.klass], -ORDER[w.klass]))
        if policy == "triggers":
            level = {w.id: 0 if w.klass == "PRIORITY" else 1 if now - w.came >= 30 else 2 if w.klass == "APPOINTMENT" else 3 for w in reach}
            best = min(reach, key=lambda w: (level[w.id], w.place))
            return min((w for w in reach if (w.klass, w.lane, w.type) == (best.klass, best.lane, best.type)), key=lambda w: w.place)
        if policy == "chained":
            begun, rest = [w for w in reach if w.sent_on], [w for w in reach if not w.sent_on]
            if begun and (not rest or self.used.get("chain", 0) < ratio):
                self.used["chain"] = self.used.get("chain", 0) + 1 if rest else 0
                return min(begun, key=lambda w: w.place)
            self.used["chain"] = 0
            reach = rest
        better = 1 if policy == "appointment_queue" else 2
        return self.in_turns(reach, better, (lambda w: w.place) if policy.startswith("appointment") else (lambda w: (ORDER[w.klass], w.place)), ratio,
                             lambda late: min(late, key=lambda w: w.place))

    def in_turns(self, reach: list[Waiting], better: int, order: Any, ratio: int, pick: Any) -> Waiting:
        early, late = [w for w in reach if ORDER[w.klass] <= better], [w for w in reach if ORDER[w.klass] > better]
        if late and (not early or self.in_a_row >= ratio):
            self.in_a_row = 0
            return pick(late)  # type: ignore[no-any-return]
        self.in_a_row = self.in_a_row + 1 if late else 0
        return min(early, key=order)

    def by_share(self, late: list[Waiting]) -> Waiting:
        sides = [[w for w in late if (w.klass == "APPOINTMENT") is side] for side in (True, False)]
        if not all(sides):
            self.used = {}
            return min(late, key=lambda w: w.place)
        had, others = self.used.get("booked", 0), self.used.get("walk_in", 0)
        side = 0 if (had + 1) / (had + others + 1) <= 0.5 else 1
        self.used = {"booked": had + (side == 0), "walk_in": others + (side == 1)}
        return min(sides[side], key=lambda w: w.place)

    def called(self, id: str, lanes: Iterable[str]) -> None:
        """What a call does to those who stay: kept places come nearer, and whoever could have gone and came earlier was passed."""
        gone = self.waiting.pop(id)
        for w in self.waiting.values():
            if w.place < gone.place and w.everybody_here and w.behind <= 0 and not w.to_window and w.lane in tuple(lanes):
                w.passed += 1
            if w.lane == gone.lane:
                w.behind = max(0, w.behind - 1)
