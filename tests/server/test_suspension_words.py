"""Whoever is told that his case is suspended is told why (domain.md 4.3, 7.5): the table's ground, and whether the clock stands."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from queue_server.adapters.sms_templates import BLANKS
from queue_server.messages import compose, ground_of
from queue_server.site import texts
from queue_server.views.phone import ticket_status

from . import halls

GROUNDS = {
    "S01": "补充材料", "S02": "到场或签字", "S03": "税务", "S04": "调查核实", "S05": "公告期", "S06": "异议登记", "S07": "系统或设备故障",
    "S08": "内部原因",
}
RUNS = {"S07", "S08"}


def suspended(folder: Path, ground: str) -> tuple[halls.HallInTest, str]:
    hall = halls.open_hall(folder)
    case_id = hall.accepted_sale(hall.open_window())
    hall.act(hall.seat("2003", "1-r"), "suspend", case_id=case_id, reason=ground, words="见告知书")
    return hall, case_id


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_message_and_phone_name_the_ground(tmp_path: Path, ground: str) -> None:
    hall, case_id = suspended(tmp_path / "hall", ground)
    message = next(m for m in hall.site.hall.state.messages.values() if m.kind == "SUSPENDED")
    kind, fill, text = compose(hall.site, message)
    assert GROUNDS[ground] in text and len(text) <= 70
    assert ("计时照常" in text) == (ground in RUNS) and ("计时暂停" in text) == (ground not in RUNS)
    assert all(fill[blank] for blank in BLANKS[kind])
    if ground != "S01":
        assert "补充材料" not in text
    token = hall.site.hall.token(hall.case(case_id).ticket_id)
    shown = ticket_status(hall.site, token)
    assert shown is not None
    assert GROUNDS[ground] in shown["next_zh"] and ("计时照常" in shown["next_zh"]) == (ground in RUNS)
    assert shown["next_en"] and "{" not in shown["next_zh"] + shown["next_en"]


@pytest.mark.parametrize("name", ["luohe-2014", "county-2026"])
def test_every_ground_fits_one_segment_in_every_hall(name: str) -> None:
    config = halls.read_once(name)
    for ruleset in ("CN-2014", "CN-2026"):
        assert set(config.catalogue.suspension_reasons(ruleset)) <= set(GROUNDS), "a new ground needs its words"
    for ground in GROUNDS:
        words = texts("zh-CN")["sms"]
        text = words[ground_of("SUSPENDED", cast(Any, SimpleNamespace(ref={"reason": ground})), words)].format(
            sign=config.sms.sign_zh, tail="0123", phone=config.hall.telephone)
        assert len(text) <= config.sms.characters_max, text


def test_a_message_queued_before_grounds_were_told_is_still_written(tmp_path: Path) -> None:
    hall, _ = suspended(tmp_path / "hall", "S01")
    message = next(m for m in hall.site.hall.state.messages.values() if m.kind == "SUSPENDED")
    before = SimpleNamespace(**{**{n: getattr(message, n) for n in message.__dataclass_fields__}, "ref": {"number": message.ref["number"]}})
    assert compose(hall.site, cast(Any, before))[0] == "SUSPENDED"
