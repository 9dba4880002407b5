"""A hall from its files: the two ready halls, the defaults of domain.md 10, and every refusal with file and line."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import fields
from datetime import date, time
from pathlib import Path

import pytest

from queue_server.config import TEMPLATES, catalogue_texts, load_hall, template_names
from queue_server.domain.hall_config import Lane, WindowKind
from queue_server.domain.hall_settings import NumberFormats, Post, TaxMode
from queue_server.domain.strict_reading import BadCatalogue, BadConfig, BadData
from tests.domain.houses import hall
from tests.house_rules import ROOT, files

LUOHE = (TEMPLATES / "luohe-2014" / "hall.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(TEMPLATES / "luohe-2014" / "hall.toml", tmp_path / "hall.toml")
    return tmp_path


def refusal(folder: Path, old: str, new: str) -> BadData:
    assert old in LUOHE, "the test plants nothing"
    (folder / "hall.toml").write_text(LUOHE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_hall(folder)
    return caught.value


# --- the ready halls --------------------------------------------------------------------------------------------------


def test_the_ready_halls_are_these() -> None:
    assert template_names() == ("county-2026", "luohe-2014")


def test_luohe_has_four_same_day_windows_with_twelve_persons() -> None:
    """The seed: four windows, twelve staff, one registrar for every two acceptors."""
    config = hall("CN-2014")
    same_day = config.windows_of(WindowKind.SAME_DAY)
    assert [window.id for window in same_day] == ["1", "2", "3", "4"]
    posts = {window.id: [seat.post for seat in config.seats_of(window.id)] for window in same_day}
    assert set(map(tuple, posts.values())) == {(Post.ACCEPTOR, Post.ACCEPTOR, Post.REGISTRAR)}
    sitting = [member for member in config.staff if member.seat and config.seat(member.seat).window in posts]
    assert len(sitting) == 12
    assert all(member.qualified_on(date(2014, 10, 13)) for member in sitting if Post.REGISTRAR in member.roles)


def test_luohe_has_the_other_windows_of_the_seed() -> None:
    config = hall("CN-2014")
    kinds = {window.id: window.kind for window in config.windows}
    assert kinds == {
        **dict.fromkeys("1234", "SAME_DAY"), "5": "ORDINARY", "6": "ORDINARY", "consult": "CONSULTATION", "7": "TAX", "8": "CERTIFICATE",
        "9": "FEE", "10": "ISSUE", "guide": "GUIDE", "home-1": "HOME", "office": "OFFICE",
    }
    assert [len(config.seats_of(window)) for window in ("consult", "8", "9", "10", "guide")] == [2, 2, 1, 1, 2]
    assert len([seat for seat in config.seats if seat.post is Post.QC]) == 3
    pre_reviewers = [member for member in config.staff if member.seat.startswith("consult")]
    assert all(member.qualified_on(date(2014, 10, 13)) for member in pre_reviewers)


@pytest.mark.parametrize("ruleset", ["CN-2014", "CN-2026"])
def test_everybody_has_a_seat_of_his_own_and_an_obviously_fictional_name(ruleset: str) -> None:
    config = hall(ruleset)
    at_home = "home-1-c"  # for the pre-review at home the second of the crew moves from his own seat to this one
    assert sorted(member.seat for member in config.staff) == sorted(seat.id for seat in config.seats if seat.id != at_home)
    assert all("测试" in member.name_zh and "fictional" in member.name_en for member in config.staff)


@pytest.mark.parametrize("ruleset", ["CN-2014", "CN-2026"])
def test_every_lane_has_a_window(ruleset: str) -> None:
    lanes = {lane for window in hall(ruleset).windows for lane in window.lanes}
    assert lanes >= {Lane.INSTANT, Lane.NORMAL, Lane.CONSULTATION, Lane.COLLECTION}


def test_each_rule_set_brings_its_own_suit_period_qualification_and_tax_mode() -> None:
    then, now = hall("CN-2014"), hall("CN-2026")
    assert (then.remedies.suit_months, now.remedies.suit_months) == (3, 6)
    assert (then.remedies.review_days, now.remedies.review_days) == (60, 60)
    assert (then.qualification.required, now.qualification.required) == (True, False)
    assert then.tax_mode(then.catalogue.type("T03")) is TaxMode.BEFORE_ACCEPTANCE
    assert now.tax_mode(now.catalogue.type("T03")) is TaxMode.ONE_WINDOW
    assert then.tax_mode(then.catalogue.type("T04")) is None
    assert (then.pre_review.data_sharing, now.pre_review.data_sharing) == (False, True)


def test_the_numbers_of_papers_are_written_as_in_the_reference() -> None:
    numbers, day = hall("CN-2014").numbers, date(2014, 10, 13)
    assert numbers.write("case", day, 123) == "20141013-0123"
    assert numbers.write("pre_review", day, 47) == "20141013-P0047"
    assert numbers.write("acceptance", day, 123) == "漯房登受〔2014〕第000123号"
    assert numbers.write("notice", day, 45) == "漯房登告〔2014〕第000045号"
    assert numbers.write("ownership_certificate", day, 12345, "源汇") == "漯房权证源汇字第20140012345号"
    assert [numbers.runs_daily(kind) for kind in ("case", "acceptance")] == [True, False]
    assert hall("CN-2026").numbers.write("title_certificate", date(2026, 11, 23), 1234) == "豫（2026）示范县不动产权第0001234号"


def test_a_number_without_a_running_part_cannot_be() -> None:
    with pytest.raises(ValueError, match="no running number"):
        NumberFormats(case="{date}")
    with pytest.raises(ValueError, match="may use only"):
        NumberFormats(case="{date}-{seq}-{name}")


def test_the_defaults_are_those_of_the_reference() -> None:
    config = hall("CN-2014")
    assert (config.dispatch.calls_max, config.dispatch.call_gap_seconds, config.dispatch.reinstate_behind) == (3, 20, 3)
    assert (config.dispatch.reinstate_max, config.dispatch.priority_ratio) == (1, 2)
    assert (config.promise.minutes, config.promise.reminders_minutes, config.promise.last_same_day) == (120, (60, 90, 105, 120), time(15, 30))
    assert [(level.level.value, level.percent) for level in config.sampling.levels] == [("DAILY", 30), ("WEEKLY", 30), ("QUARTERLY", 2)]
    assert (config.auth.idle_minutes, config.auth.absolute_hours, config.auth.lock_tries, config.auth.lock_minutes) == (15, 12, 5, 15)
    assert (config.kiosk.idle_seconds, config.kiosk.elder_idle_seconds, config.kiosk.warning_seconds) == (60, 120, 30)
    assert (config.alarms.red_to_director_minutes, config.alarms.red_to_bureau_minutes, config.alarms.monitor_minutes) == (2, 10, 5)
    assert (config.pre_review.lookup_minutes_max, config.pre_review.notice_days, config.pre_review.questions_max) == (30, 30, 8)
    assert (config.sms.characters_max, config.fees.stage, config.sms.trigger) == (70, "BEFORE_DELIVERY", "ENTER_COLLECTION")
    assert config.promise.uncollected_working_days == (3, 7, 15)


def test_the_calendar_and_the_forms_come_along() -> None:
    config = hall("CN-2014")
    assert config.calendar.is_working_day(date(2014, 10, 11)), "a make-up workday"
    assert not config.calendar.is_working_day(date(2014, 10, 1))
    assert config.forms.of_type("T03", "CN-2014")


# --- a hall's own folder ----------------------------------------------------------------------------------------------


def test_a_folder_of_its_own_reads_like_the_template(folder: Path) -> None:
    assert load_hall(folder) == load_hall("luohe-2014")


def test_any_changed_file_changes_the_digest(folder: Path) -> None:
    before = load_hall(folder).digest
    (folder / "hall.toml").write_text(LUOHE.replace("calls_max = 3", "calls_max = 4"), encoding="utf-8")
    changed = load_hall(folder)
    (folder / "calendar").mkdir()
    holidays = folder / "calendar" / "holidays"
    holidays.mkdir()
    (holidays / "2027.toml").write_text("year = 2027\n", encoding="utf-8")
    assert changed.dispatch.calls_max == 4
    assert len({before, changed.digest, _digest_or_refusal(folder)}) == 3


def _digest_or_refusal(folder: Path) -> str:
    try:
        return load_hall(folder).digest
    except BadConfig as refused:
        return str(refused)


def test_a_halls_own_type_file_replaces_the_packaged_one(folder: Path) -> None:
    text = catalogue_texts()["types/T09.toml"].replace("per_certificate = 10", "per_certificate = 5")
    (folder / "catalogue" / "types").mkdir(parents=True)
    (folder / "catalogue" / "types" / "T09.toml").write_text(text, encoding="utf-8")
    assert load_hall(folder).catalogue.type("T09").fee["CN-2014"].per_certificate == 5


def test_a_misspelt_file_of_the_catalogue_is_not_quietly_ignored(folder: Path) -> None:
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "reason.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadCatalogue, match="nothing reads a file of this name"):
        load_hall(folder)


def test_a_halls_overrides_reach_the_catalogue(folder: Path) -> None:
    (folder / "hall.toml").write_text(LUOHE + """
[[overrides.scope]]
type = "T08"
instant = false
since = 2014-09-01
approved_by = "测试局长"

[[overrides.restrictions]]
type = "T03"
restriction = "MORTGAGE"
effect = "BLOCK"
approved_by = "测试局长"

[[overrides.fees]]
type = "T01"
residential = 0
basis = "市价格主管部门公示"
""", encoding="utf-8")
    catalogue = load_hall(folder).catalogue
    assert not catalogue.type("T08").instant_on(date(2014, 10, 13))
    assert catalogue.type("T03").restrictions["CN-2014"]["MORTGAGE"] == "BLOCK"  # type: ignore[index]
    assert catalogue.type("T01").fee["CN-2014"].residential == 0


def test_a_hall_that_does_not_exist_is_told_which_do() -> None:
    with pytest.raises(BadConfig, match=r"county-2026, luohe-2014"):
        load_hall("nowhere")


# --- refusals ---------------------------------------------------------------------------------------------------------

PLANTED = [
    ('ruleset = "CN-2014"', 'ruleset = "CN-2015"', "known are CN-2014, CN-2026"),
    ("calls_max = 3", "call_max = 3", "did you mean 'calls_max'"),
    ("calls_max = 3", "calls_max = 0", "dispatch.calls_max must be at least 1"),
    ("calls_max = 3", 'calls_max = "three"', "must be a whole number"),
    ("[dispatch]", "[dispach]", "unknown key 'dispach'"),
    ('call_unit = "window"', 'call_unit = "room"', "known are window, seat"),
    ('kind = "TAX"', 'kind = "TACKS"', "'TACKS' is unknown"),
    ('zone = "east"', 'zone = "north"', "known are east, west, office"),
    ('window = "1"\npost = "ACCEPTOR"', 'window = "11"\npost = "ACCEPTOR"', "'11' is unknown"),
    ('post = "CASHIER"', 'post = "CASH"', "'CASH' is unknown"),
    ('seat = "1-a"', 'seat = "1-z"', "'1-z' is unknown"),
    ('seat = "1-a"', 'seat = "1-r"', "a seat for REGISTRAR, without that role"),
    ('staff_no = "2002"', 'staff_no = "2001"', "stands twice"),
    ('id = "1-b"', 'id = "1-a"', "stands twice"),
    ('qualification_no = "测登字第2003号"\n', "", "needs a qualification_no"),
    ('roles = ["ADMIN"]', 'roles = ["ADMIN", "REGISTRAR"]', "may hold no other role"),
    ('cell = "cell-1"\n', "", "needs a cell"),
    ('window = "5"\npost = "REGISTRAR"', 'window = "6"\npost = "REGISTRAR"', "has no seat for REGISTRAR"),
    ('stand_in = "consult"', 'stand_in = "nobody"', "'nobody' is unknown"),
    ('printer = "entrance"', 'printer = "exit"', "'exit' is unknown"),
    ('"T01", "T02"', '"T01", "T77"', "'T77' is unknown"),
    ('"N06", "X01"', '"N06", "X03"', "'X03' is unknown"),
    ('calendar_file = "std-2014-2026.toml"', 'calendar_file = "none.toml"', "known are std-2014-2026.toml, summer-2014-2026.toml"),
    ('calendar_file = "std-2014-2026.toml"', 'calendar_file = "../checks.toml"', "is unknown"),
    ("last_same_day = 15:30:00", 'last_same_day = "half past three"', "a time such as"),
    ("reminders_minutes = [60, 90, 105, 120]", "reminders_minutes = [90, 60]", "must rise"),
    ("minutes = 120", "minutes = 120\nstart = \"TICKET\"", "ACCEPTED and READY"),
    ('notice = "漯房登告〔{year}〕第{seq:06d}号"', 'notice = "漯房登告〔{year}〕第{name}号"', "may use only year, date, seq and district"),
    ('registrar_not_pre_reviewer = "HARD"', 'registrar_not_acceptor = "WARN"', "unknown key 'registrar_not_acceptor'"),
    ('name_zh = "漯河市房屋登记大厅"\n', "", "has no 'name_zh'"),
    ("qualified_to = 2030-12-31", "qualified_to = 2009-12-31", "ends before it begins"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), PLANTED, ids=[p[1][:50] for p in PLANTED])
def test_a_wrong_setting_is_refused_with_one_sentence_file_and_line(folder: Path, old: str, new: str, sentence: str) -> None:
    problem = refusal(folder, old, new)
    assert sentence in problem.what, problem.what
    assert problem.file == "hall.toml" and "\n" not in str(problem)
    changed = LUOHE.replace(old, new, 1)
    begins = changed[: LUOHE.index(old)].count("\n") + 1
    table = changed.splitlines()[problem.line - 1]
    near = range(begins, begins + new.count("\n") + 1)
    # A thing left out is shown at its table, a thing that contradicts another at one of the two.
    assert problem.line in near or table.startswith(("[", "roles")) or "twice" in sentence, f"{problem}\n{table}"


def test_that_the_approver_differs_from_the_acceptor_stands_in_no_file() -> None:
    assert "acceptor" not in " ".join(hall("CN-2014").separation.__dataclass_fields__)


@pytest.mark.parametrize(("line", "asked", "sentence"), [
    ('register = "embedded"', 'register = "embeded"', r"\[adapters\] register = 'embeded' is unknown; known are embedded, http"),
    ('sms = "sink"', 'sms = "pigeon"', r"\[adapters\] sms = 'pigeon' is unknown; known are .*sink"),
    ('sms = "sink"', 'sms = "sink"\nvoice = "clips"', "unknown key 'voice' in adapters"),
    ('sms = "sink"', 'sms = "sink"\n[adapters.options.smms]\nurl = "https://sms.example"',
     r"options.smms\] is given to no adapter; known are embedded, sms"),
])
def test_an_adapter_nobody_wrote_is_named_at_the_start_with_those_that_exist(folder: Path, line: str, asked: str, sentence: str) -> None:
    assert line in LUOHE
    (folder / "hall.toml").write_text(LUOHE.replace(line, asked), encoding="utf-8")
    with pytest.raises(BadConfig, match=sentence) as refused:
        load_hall(folder)
    assert re.match(r"hall.toml, line \d+", str(refused.value))


SETTINGS = ("hall_settings.py", "service_settings.py", "hall_config.py")
BY_NAME_OF_KIND = NumberFormats  # its fields are looked up by the kind of number: `NumberFormats.write`


def unread_settings(settings: dict[str, str], library: str) -> set[str]:
    """Fields of settings that nothing names, neither as an attribute nor in quotes."""
    known = {name for text in settings.values() for name in re.findall(r"^    ([a-z_]+): ", text, re.MULTILINE)}
    everything = library + "".join(settings.values())
    return {name for name in known if not re.search(rf"\.{name}\b|[\"']{name}[\"']", everything)}


def library_texts() -> dict[str, str]:
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in files()
            if path.startswith(("queue_server/", "kiosk/", "displays/", "printers/")) and path.endswith((".py", ".js", ".html"))}


def test_nothing_can_be_set_that_nobody_reads() -> None:
    texts = library_texts()
    settings = {path: text for path, text in texts.items() if path.startswith("queue_server/domain/") and path.endswith(SETTINGS)}
    assert len(settings) == len(SETTINGS)
    library = "".join(text for path, text in texts.items() if path not in settings)
    unread = unread_settings(settings, library) - {field.name for field in fields(BY_NAME_OF_KIND)}
    assert not unread, f"read them, or take them out: {sorted(unread)}"


def test_a_setting_nobody_reads_would_be_found() -> None:
    assert unread_settings({"x.py": "    breath_seconds: int = 1\n    wishful: int = 2\n"}, "rules.breath_seconds") == {"wishful"}


def test_a_wrong_scope_of_the_hall_names_its_line(folder: Path) -> None:
    text = LUOHE + '\n[[overrides.restrictions]]\ntype = "T03"\nrestriction = "MORGAGE"\neffect = "BLOCK"\napproved_by = "x"\n'
    (folder / "hall.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        load_hall(folder)
    assert text.splitlines()[caught.value.line - 1] == 'restriction = "MORGAGE"'


def test_a_file_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "hall.toml").write_bytes(b"ruleset = \"CN-2014\"\n\xff\xfe\n")
    with pytest.raises(BadConfig, match=r"hall\.toml, line 2: the file is not UTF-8 text"):
        load_hall(folder)


def test_a_bad_calendar_is_refused_by_its_own_name(folder: Path) -> None:
    (folder / "calendar").mkdir()
    (folder / "calendar" / "std-2014-2026.toml").write_text('[hours]\nmonday = ["25:00-26:00"]\n', encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        load_hall(folder)
    assert caught.value.file == "calendar/std-2014-2026.toml"


@pytest.mark.parametrize("name", template_names())
@pytest.mark.parametrize("table", ["dispatch", "posts", "rotation", "standards", "lanes", "appointments", "home_service", "ticket", "promise"])
def test_a_ready_hall_names_what_a_hall_decides_about_its_line_and_its_people(name: str, table: str) -> None:
    """A hall that begins from a template sees what it can set; what it leaves out keeps its default."""
    text = (TEMPLATES / name / "hall.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text).get(table), f"[{table}] is not in {name}"
