"""Every code a page may show has words in both languages; a code nobody wrote words for is found here, not on a screen."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from queue_server.contract import SlipKind
from queue_server.domain.acts import ACTS
from queue_server.domain.alarms import ALARMS
from queue_server.domain.boards import LANE_NAMES
from queue_server.domain.catalogue_records import KioskGroup
from queue_server.domain.errors import Refused
from queue_server.domain.folio import CertificateStatus, NoteKind, RightKind, RightStatus
from queue_server.domain.hall_config import Post
from queue_server.domain.parties import IdentityState
from queue_server.domain.policies import REASONS
from queue_server.domain.state import CaseState, TicketState, WindowState
from queue_server.reception import DOCUMENT_WORDS
from queue_server.site import texts
from queue_server.views.acts_at_window import MISSED_BUTTONS, TICKET_BUTTONS, WINDOW_BUTTONS
from queue_server.views.acts_on_cases import CASE_BUTTONS, REVIEW_BUTTONS
from queue_server.views.case_file import ACTS_OF_FILE, DECLINED, LAST_STATES
from queue_server.views.choices import (
    PAUSE_REASONS,
    RETURN_REASONS,
    REVEAL_REASONS,
    SPOIL_REASONS,
)
from queue_server.views.houses_shown import SHOWN_FACTS
from queue_server.views.words import WORDS_OF_BLANK, both, find, refusal, word
from queue_server.web.errors import sentence
from queue_server.wishes import WISHES
from tests.server.hall_for_views import SEATS, ViewedHall, opened
from tests.server.shapes import pairs_in

LANGUAGES = ("zh-CN", "en")
HAN = re.compile(r"[\u4e00-\u9fff]")
BUTTONS = (*CASE_BUTTONS, *TICKET_BUTTONS, *MISSED_BUTTONS, *WINDOW_BUTTONS, *REVIEW_BUTTONS)
# What a page offers by a field, a tick or a form of its own, never by a button that needs a name.
OWN_CONTROLS = frozenset({"record_call", "reveal_identity", "tick_document", "fill_application", "record_inquiry", "take_review", "answer"})
FORMS = tomllib.loads((Path(__file__).parents[2] / "queue_server/catalogue/application.toml").read_text("utf-8"))
NAMES_A_FIELD = re.compile(r'Refused\("(?:DETAIL_MISSING|DETAIL_BAD|PERIOD_REVERSED)",[^)]*field="([a-z_]+)"')
DOMAIN = Path(__file__).parents[2] / "queue_server/domain"
FIELDS_NAMED = {*FORMS["fields"], *(key for module in DOMAIN.rglob("*.py") for key in NAMES_A_FIELD.findall(module.read_text("utf-8")))}
CODES: dict[str, list[str]] = {
    "state": [*map(str, CaseState), *map(str, TicketState), "DROPPED", "HELD", "USED", "RELEASED", "RETURN_PROPOSED", "RECEIVED"],
    "window_state": [str(s) for s in WindowState],
    "act": [DECLINED, *(act for act, _ in ACTS_OF_FILE.values())],
    "slip_kind": [str(k) for k in SlipKind],
    "slip_state": ["QUEUED", "SENDING", "FAILED", "UNKNOWN", "UNPRINTABLE", "PRINTED", "SHOWN", "HANDWRITTEN", "GIVEN_UP", "CAME_OUT", "REPRINTED"],
    "field": sorted(FIELDS_NAMED), "system": ["REGISTER", "register", "SMS"],
    "role": [str(p) for p in Post],
    "identity": [str(s) for s in IdentityState],
    "document_kind": list(DOCUMENT_WORDS),
    "right_kind": [str(k) for k in RightKind], "right_status": [str(s) for s in RightStatus], "note_kind": [str(k) for k in NoteKind],
    "certificate_status": [str(s) for s in CertificateStatus], "group": [str(g) for g in KioskGroup], "fact": list(SHOWN_FACTS),
    "light": ["CLEAR", "WARN", "RESTRICTED", "UNKNOWN", "NO_UNIT"], "tax": ["NONE", "PENDING", "CLEARED", "EXEMPT"],
    "pause_reason": list(PAUSE_REASONS), "return_reason": list(RETURN_REASONS), "reveal_reason": [*REVEAL_REASONS, "OTHER"],
    "spoil_reason": list(SPOIL_REASONS), "call_reason": sorted(REASONS), "why_called": sorted({*REASONS, "OTHER"}),
    "certificate_state": ["RESERVED", "PRINTED", "DELIVERED"], "return_state": ["PROPOSED", "DISAGREED", "RETURNED"],
    "channel": ["KIOSK", "DESK", "PHONE"], "close_result": ["SATISFIED", "FAIRLY", "DISSATISFIED", "UNREACHABLE", "REFUSED"],
    "check_result": ["PASS", "BLOCK", "REFER", "SUSPEND", "WARN", "COND", "MISSING_DOCUMENT", "UNKNOWN", "HALT", "REQ", "NA"],
}


@pytest.mark.parametrize("section", sorted(CODES))
def test_every_code_of_a_closed_set_has_words_in_both_languages(section: str) -> None:
    for code in CODES[section]:
        for lang in LANGUAGES:
            assert find(lang, f"{section}.{code}"), f"{section}.{code} in {lang}"


def test_every_alarm_has_a_title_and_a_sentence() -> None:
    for kind in ALARMS:
        for part in ("title", "text"):
            for lang in LANGUAGES:
                assert find(lang, f"alarm.{kind}.{part}"), f"alarm.{kind}.{part} in {lang}"


def test_every_act_of_the_file_says_its_evidence() -> None:
    for act, _ in ACTS_OF_FILE.values():
        assert both(f"evidence.{act}")


def test_every_button_is_an_act_the_hall_knows() -> None:
    for button in BUTTONS:
        assert (button.tried or button.act) in ACTS, button.act
        assert button.act in WISHES, button.act
        for lang in LANGUAGES:
            assert button.act in OWN_CONTROLS or texts(lang)["console"]["act"].get(button.act), f"console.act.{button.act} in {lang}"


def test_every_state_a_case_may_end_in_is_a_state_of_a_case() -> None:
    assert set(LAST_STATES.values()) <= set(CaseState)


def test_every_lane_has_a_name() -> None:
    assert all(zh and en for zh, en in LANE_NAMES.values())


def test_a_code_without_words_stands_for_itself_and_an_unwritten_sentence_is_an_error() -> None:
    assert word("state", "NOBODY_WROTE_THIS") == ("NOBODY_WROTE_THIS", "NOBODY_WROTE_THIS")
    assert word("state", "") == ("", "")
    with pytest.raises(KeyError):
        both("nobody.wrote.this")


def test_a_blank_nobody_fills_leaves_no_braces_behind() -> None:
    for lang in LANGUAGES:
        for key, text in _sentences(texts(lang)["views"]):
            assert text.count("{") == text.count("}"), key
    assert "{" not in "".join(both("undo"))


def _sentences(section: Any, path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in section.items():
        if isinstance(value, str):
            yield f"{path}.{key}", value
        else:
            yield from _sentences(value, f"{path}.{key}")


def test_no_english_sentence_of_the_views_is_chinese_and_the_other_way_round() -> None:
    for key, text in _sentences(texts("en")["views"]):
        assert not HAN.search(text), key
    chinese = dict(_sentences(texts("zh-CN")["views"]))
    for key, text in chinese.items():
        assert HAN.search(text) or not re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", text)), key


@pytest.mark.parametrize(("count", "en"), [(1, "1 check is not answered"), (2, "2 checks are not answered"), (0, "0 checks are not answered")])
def test_an_english_sentence_agrees_with_its_figure(count: int, en: str) -> None:
    assert both("why_not.CHECKS_OPEN", count=count) == (f"还有 {count} 项核查没有回答", en)
    assert refusal(Refused("CHECKS_OPEN", checks=["C01"] * count))[1] == en


@pytest.fixture
def hall(tmp_path: Path) -> ViewedHall:
    return opened(tmp_path / "data")


def test_whatever_a_console_reads_comes_in_both_languages(hall: ViewedHall) -> None:
    """Never one of the two empty where the other is not, and no code where words belong."""
    case_id = hall.accepted()
    told = [hall.view("1-r", "case", case_id=case_id), hall.view("office-director", "search", q="A001"), hall.board("supervisor"),
            *(hall.board(f"console:{seat}") for seat in SEATS)]
    seen = 0
    for where, zh, en in (pair for data in told for pair in pairs_in(data)):
        seen += 1
        assert bool(zh) == bool(en), f"{where}: {zh!r} and {en!r}"
        assert not re.fullmatch(r"[A-Z]+(_[A-Z]+)+", str(zh or "")), f"{where}: {zh}"
    assert seen > 500


@pytest.mark.parametrize(("detail", "zh", "en"), [
    ({"act": "approve", "state": "REGISTERED"}, "已登簿", "Registered"),
    ({"act": "open_window", "state": "IDLE"}, "空闲", "Idle"),
    ({"act": "close_window", "state": "CLOSED"}, "未开放", "Closed"),
    ({"act": "close_case", "state": "CLOSED"}, "已办结", "Closed"),
    ({"act": "verify_remedy", "state": "OPEN"}, "待整改", "to be put right"),
    ({"act": "decide_fault", "state": "APPEALED"}, "申诉中", "under appeal"),
])
def test_a_refusal_names_the_state_in_the_words_of_what_it_is_the_state_of(detail: dict[str, str], zh: str, en: str) -> None:
    said = {"zh-CN": sentence("NOT_NOW", detail, "zh-CN"), "en": sentence("NOT_NOW", detail, "en")}
    assert zh in said["zh-CN"] and en in said["en"] and detail["state"] not in "".join(said.values()), said
    assert refusal(Refused("NOT_NOW", **detail)) == (said["zh-CN"], said["en"])


def test_no_refusal_shows_a_code_where_the_hall_has_words() -> None:
    cases = [("ROLE_MISSING", {"post": str(post)}) for post in Post]
    cases += [("DETAIL_MISSING", {"field": key}) for key in FIELDS_NAMED]
    cases += [("UNAVAILABLE", {"system": "REGISTER"}), ("PARTY_MISSING", {"role": "TRANSFEROR"})]
    cases += [("NOT_NOW", {"state": str(state), "act": "x"}) for state in [*CaseState, *TicketState, *WindowState]]
    for code, detail in cases:
        blank = next(name for name in WORDS_OF_BLANK if name in detail)
        for lang in LANGUAGES:
            words = re.split(r"[^A-Za-z_]+", sentence(code, detail, lang))
            assert detail[blank] not in words or find(lang, f"{WORDS_OF_BLANK[blank][0]}.{detail[blank]}") == detail[blank], (code, detail, lang)


def test_every_kind_of_message_has_a_name_that_is_not_its_wording() -> None:
    """In a list of what did not arrive stands what it was about, never the sentence with its gaps."""
    kinds = [kind for kind in texts("zh-CN")["sms"] if not kind.startswith(("SUSPENDED_S", "RESUMED_"))]
    assert len(kinds) > 20
    for kind in kinds:
        zh, en = word("sms", kind)
        assert "{" not in zh + en and kind not in (zh, en) and len(zh) <= 12, kind
