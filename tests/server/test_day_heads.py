"""The day's head leaves the machine twice, on paper and by message, and `lideng verify` says what a head that was kept proves (design.md 4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from queue_server.adapters.sms import SinkGateway
from queue_server.cli import main
from queue_server.domain.day_edge import shortened
from queue_server.domain.parties import PartyKind
from queue_server.domain.scene import Actor
from queue_server.messages import compose
from queue_server.person import Purpose
from queue_server.verifying import read_head
from queue_server.views.boards import draw
from queue_server.worker import Worker
from tests.server.halls import HallInTest, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> HallInTest:
    return open_hall(tmp_path / "data")


def closed(hall: HallInTest) -> tuple[int, str]:
    """A day with a case, closed half an hour after the doors; its head."""
    hall.accepted_sale(hall.open_window())
    hall.clock.go_to(hall.clock.now().replace(hour=18, minute=30))
    hall.site.hall.tick()
    slip = next(s for s in hall.site.hall.state.slips.values() if s.kind == "DAY_HEAD")
    return int(slip.ref["head_seq"]), str(slip.ref["head"])


def test_the_director_is_sent_the_head_and_nobody_else_is(hall: HallInTest) -> None:
    seq, head = closed(hall)
    (message,) = [m for m in hall.site.hall.state.messages.values() if m.kind == "DAY_HEAD"]
    director = next(s for s in hall.site.hall.state.staff.values() if "DIRECTOR" in s.roles)
    assert message.person_id == director.person_id
    _, fill, text = compose(hall.site, message)
    assert text == f"【漯河房管】10月13日日志至{seq}号，首32位：{shortened(head)}" and len(text) <= hall.site.config.sms.characters_max
    assert read_head(f"{seq}:{fill['head']}") == (seq, head[:32])


def test_the_message_goes_out_by_the_rules_of_every_message(hall: HallInTest) -> None:
    seq, _ = closed(hall)
    gateway = SinkGateway()
    Worker(hall.site, gateway).work()
    assert [letter.number for letter in gateway.sent.values() if f"日志至{seq}号" in letter.text] == ["16100000026"]
    assert not [m for m in hall.site.hall.state.messages.values() if m.kind == "DAY_HEAD" and m.state in ("CREATED", "SENDING")]


def test_the_head_stands_on_the_supervisors_page_with_what_became_of_it(hall: HallInTest) -> None:
    seq, head = closed(hall)
    (row,) = draw(hall.site, "supervisor", "")["heads"]
    assert (row["day"], row["seq"], row["head"], row["to"]) == ("2014-10-13", seq, head, 1)
    assert row["sent_zh"] == "短信待发" and row["paper_zh"] == "待打印"


def verify(hall: HallInTest, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    code = main(["verify", "--data", str(hall.site.folder), *more])
    return code, capsys.readouterr().out


def test_verify_says_that_a_kept_head_agrees_however_it_was_kept(hall: HallInTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seq, head = closed(hall)
    kept = tmp_path / "heads.txt"
    kept.write_text(f"# 主任手机\n{seq}:{shortened(head)}  # 10月13日\nluohe/2014-10-13/{seq}/{head}\n", encoding="utf-8")
    code, said = verify(hall, capsys, "--head", f"{seq}:{head}", "--heads", str(kept))
    assert code == 0
    assert said.count(f"agrees  event {seq}: the head {head[:8]}… is that of this log; nothing up to it was changed since") == 3


def test_verify_says_that_a_log_has_another_head_than_the_one_that_was_sent_out(hall: HallInTest, capsys: pytest.CaptureFixture[str]) -> None:
    seq, head = closed(hall)
    code, said = verify(hall, capsys, "--head", f"{seq}:{'0' * 32}", "--head", f"{seq + 1000}:{head}")
    assert code == 1
    assert f"DIFFERS event {seq}: the head 00000000… was signed for or sent out, and this log has another" in said
    assert f"DIFFERS event {seq + 1000}" in said


def test_verify_without_a_head_says_what_it_cannot_know(hall: HallInTest, capsys: pytest.CaptureFixture[str]) -> None:
    closed(hall)
    code, said = verify(hall, capsys)
    assert code == 0 and "a log written anew from its beginning would look the same" in said


@pytest.mark.parametrize("text", ["", "12", "12:abc", "x:" + "a" * 64, "12:" + "g" * 64, "12:" + "a" * 65, "a/b/c/d"])
def test_what_is_no_head_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="a head is written SEQ:HASH"):
        read_head(text)


def test_a_director_without_a_telephone_is_told_by_a_person(tmp_path: Path) -> None:
    hall = open_hall(tmp_path / "data")
    hall.site.hall.do("enrol_staff", Actor(role="ADMIN", device="setup"), None, staff_id="s_new", staff_no="2999", roles=("DIRECTOR",),
                      person_id=_nobody(hall))
    for staff_no, seat in (("2026", "office-director"), ("2024", "guide-a"), ("2013", "consult-a")):
        hall.seat(staff_no, seat)
    closed(hall)
    for _ in range(2):
        Worker(hall.site).work()
        hall.clock.pass_time(minutes=1)
    stuck = [m for m in hall.site.hall.state.messages.values() if m.kind == "DAY_HEAD" and m.state == "FAILED_FOR_GOOD"]
    assert [m.detail for m in stuck] == ["NO_NUMBER"]
    (rang,) = [a for a in hall.site.hall.state.alarms.values() if a.kind == "HEAD_UNDELIVERED"]
    assert rang.owners == ("DIRECTOR",) and not [a for a in hall.site.hall.state.alarms.values() if a.kind == "MESSAGE_UNDELIVERED"]
    shown = {seat: draw(hall.site, "console", seat)["lists"]["undelivered"] for seat in ("office-director", "guide-a", "consult-a")}
    assert [row["what_zh"] for row in shown.pop("office-director")] == ["每日链首"]
    assert shown == {"guide-a": [], "consult-a": []}, "the head is nobody's to tell but the director's"


def _nobody(hall: HallInTest) -> str:
    with hall.site.log.writing():
        return hall.site.people.remember(PartyKind.PERSON, "曹无号", None, "", at=hall.clock.now(), purpose=Purpose.STAFF)
