"""The notices beside the calls: who may change them, what may stand there, and that the boards follow at once (UX-26)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.domain.board_records import READY_NOTICES
from queue_server.domain.errors import Refused
from queue_server.domain.records import plain_state, read_state
from queue_server.domain.scene import Actor
from queue_server.views import read_view
from queue_server.views.boards import draw
from queue_server.web.errors import sentence
from tests.server import halls
from tests.server.halls import HallInTest

OWN = {"zh": "今天下午停电十分钟，号码继续有效", "en": "Power cut this afternoon; numbers stay valid"}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[HallInTest]:
    yield halls.open_hall(tmp_path / "data")
    halls.close_halls()


def shown(hall: HallInTest) -> list[str]:
    return [row["zh"] for row in draw(hall.site, "hall")["notices"]]


def director(hall: HallInTest) -> Actor:
    return hall.seat("2026", "office-director")


def test_a_notice_is_added_paused_resumed_and_withdrawn_and_the_board_follows(hall: HallInTest) -> None:
    boss = director(hall)
    told: list[frozenset[str]] = []
    hall.site.hall.publish = lambda done: told.append(frozenset(done.touched))
    assert len(shown(hall)) == len(READY_NOTICES)
    notice_id = hall.act(boss, "add_hall_notice", **OWN)["notice_id"]
    assert shown(hall)[-1] == OWN["zh"] and "notices" in told[-1]
    hall.act(boss, "pause_hall_notice", notice_id=notice_id)
    assert OWN["zh"] not in shown(hall)
    hall.act(boss, "resume_hall_notice", notice_id=notice_id)
    assert OWN["zh"] in shown(hall)
    hall.act(boss, "withdraw_hall_notice", notice_id=notice_id)
    assert OWN["zh"] not in shown(hall)
    assert [row.kind for row in hall.site.log.after("luohe", 0) if row.kind.startswith("Notice")] == [
        "NoticeAdded", "NoticePaused", "NoticeResumed", "NoticeWithdrawn"]


def test_a_ready_text_rests_and_stands_in_the_list_with_the_hand_that_paused_it(hall: HallInTest) -> None:
    boss = director(hall)
    hall.act(boss, "pause_hall_notice", notice_id="fraud")
    assert len(shown(hall)) == len(READY_NOTICES) - 1
    row = next(r for r in read_view(hall.site, boss, "hall_notices", {})["data"]["notices"] if r["notice_id"] == "fraud")
    assert row["paused"] and row["ready"] and row["by"]["staff_no"] == "2026"
    with pytest.raises(Refused, match="NOTICE_READY"):
        hall.act(boss, "withdraw_hall_notice", notice_id="fraud")
    again = read_state(plain_state(hall.site.hall.state))
    assert again.notices == hall.site.hall.state.notices, "a restart from a snapshot shows the same"


@pytest.mark.parametrize(("zh", "en", "code"), [
    ("", "Something", "NOTICE_EMPTY"), ("通知", "   ", "NOTICE_EMPTY"), ("长" * 27, "Long", "NOTICE_LONG"), ("长", "l" * 61, "NOTICE_LONG"),
    ("换\n行", "Line", "NOTICE_CHARACTERS"), ("通知", "Hidden\u200bspace", "NOTICE_CHARACTERS"), ("反\u202e向", "Reversed", "NOTICE_CHARACTERS"),
    ("请张先生回电13800138000", "Please call", "NOTICE_PERSONAL"), ("请领证", "Holder of 411100198001010019", "NOTICE_PERSONAL"),
])
def test_what_may_not_stand_on_a_public_board_is_refused_with_a_sentence(hall: HallInTest, zh: str, en: str, code: str) -> None:
    boss, before = director(hall), hall.site.hall.state.seq
    with pytest.raises(Refused) as no:
        hall.act(boss, "add_hall_notice", zh=zh, en=en)
    assert no.value.code == code and hall.site.hall.state.seq == before
    for lang in ("zh-CN", "en"):
        assert "…" not in sentence(code, no.value.detail, lang) and code not in sentence(code, no.value.detail, lang)


def test_the_same_words_stand_once_and_a_thing_done_twice_is_said(hall: HallInTest) -> None:
    boss = director(hall)
    notice_id = hall.act(boss, "add_hall_notice", **OWN)["notice_id"]
    for act, body, code in (("add_hall_notice", OWN, "NOTICE_TWICE"), ("resume_hall_notice", {"notice_id": notice_id}, "NOTICE_SHOWN"),
                            ("pause_hall_notice", {"notice_id": "H999"}, "NOTICE_GONE")):
        with pytest.raises(Refused, match=code):
            hall.act(boss, act, **body)


def test_only_the_supervisor_and_the_administrator_keep_the_notices(hall: HallInTest) -> None:
    wang = hall.open_window()
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        hall.act(wang, "add_hall_notice", **OWN)
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        read_view(hall.site, wang, "hall_notices", {})
