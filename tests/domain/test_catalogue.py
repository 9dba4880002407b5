"""The catalogue: what the files say, and that every wrong word in them is refused with one sentence, file and line."""

from __future__ import annotations

from datetime import date

import pytest

from queue_server.config import catalogue_texts
from queue_server.domain.catalogue import Catalogue
from queue_server.domain.catalogue_records import CertificateKind, Effect, FactOrigin, RestrictionKind
from queue_server.domain.catalogue_words import PromiseClock
from queue_server.domain.citing import cite, numeral
from queue_server.domain.hall_settings import Overrides, RestrictionOverride, ScopeOverride
from queue_server.domain.strict_reading import BadCatalogue

TEXTS = catalogue_texts()
CATALOGUE = Catalogue.from_files(TEXTS)
TAX_LAWS = "契税暂行条例第11条（2014）；契税法第11条、个人所得税法第15条（现行）"
TEN = [f"T{number:02d}" for number in range(1, 11)]


def line_of(file: str, words: str) -> int:
    return next(number for number, line in enumerate(TEXTS[file].splitlines(), 1) if words in line)


def refusal(file: str, old: str, new: str) -> BadCatalogue:
    """What the catalogue says when, in one file, the first ``old`` reads ``new``."""
    assert old in TEXTS[file], "the test plants nothing"
    with pytest.raises(BadCatalogue) as caught:
        Catalogue.from_files({**TEXTS, file: TEXTS[file].replace(old, new, 1)})
    return caught.value


# --- what it says -----------------------------------------------------------------------------------------------------


def test_there_are_exactly_ten_instant_types_and_nine_others() -> None:
    assert [kind.no for kind in CATALOGUE.instant_types("CN-2014", date(2014, 10, 13))] == TEN
    assert len(CATALOGUE.types) == 19
    assert len(CATALOGUE.types_under("CN-2014")) == 18, "the habitation right is of today"


def test_a_type_is_found_by_number_and_by_code() -> None:
    assert CATALOGUE.type("T03") is CATALOGUE.type("TRANSFER_EXISTING_HOUSING")
    with pytest.raises(KeyError):
        CATALOGUE.type("T11")


def test_every_instant_type_promises_two_hours_and_bears_its_letter() -> None:
    letters = {no: CATALOGUE.type(no).queue_prefix for no in TEN}
    assert letters == {**dict.fromkeys(TEN[:3], "A"), **dict.fromkeys(TEN[3:6], "B"), **dict.fromkeys(TEN[6:], "C")}
    assert {CATALOGUE.type(no).time_limit.promise_working_minutes for no in TEN} == {120}


@pytest.mark.parametrize(("type_no", "days"), [("T01", 30), ("T04", 10), ("T06", 10), ("T07", 10), ("T08", 1), ("T09", None), ("T10", None)])
def test_the_legal_limits_of_2014_are_those_of_the_table(type_no: str, days: int | None) -> None:
    assert CATALOGUE.type(type_no).legal_working_days("CN-2014") == days


@pytest.mark.parametrize(
    ("day", "instant"),
    [((2014, 6, 2), False), ((2014, 6, 3), True), ((2015, 12, 31), True), ((2016, 1, 1), False), ((2024, 6, 2), False), ((2024, 6, 3), True)],
)
def test_a_lost_certificate_was_reissued_at_once_until_2015_and_is_again_since_2024(day: tuple[int, int, int], instant: bool) -> None:
    assert CATALOGUE.type("T10").instant_on(date(*day)) is instant


def test_a_scope_names_who_approved_it() -> None:
    assert all(scope.approved_by for kind in CATALOGUE.types.values() for scope in kind.scope)


def test_the_nineteen_grounds_have_words_article_and_a_way_out() -> None:
    assert list(CATALOGUE.reasons) == [f"R{number:02d}" for number in range(1, 20)]
    for code, reason in CATALOGUE.reasons.items():
        for ruleset in reason.basis:
            assert reason.zh.under(ruleset) and reason.en.under(ruleset) and reason.lift_zh and reason.lift_en
            assert CATALOGUE.reason_basis(code, ruleset).zh, code
    assert "CN-2026" not in CATALOGUE.reasons["R13"].basis, "an objection puts nothing off today"


def test_the_eight_ways_to_suspend_say_what_the_clock_does() -> None:
    clocks = {code: reason.clock for code, reason in CATALOGUE.suspension.items()}
    assert clocks == {**dict.fromkeys(("S01", "S02", "S03", "S04", "S05", "S06"), PromiseClock.PAUSES), "S07": "RUNS", "S08": "RUNS"}
    assert {code for code, reason in CATALOGUE.suspension.items() if reason.leaves_instant} == {"S05", "S06"}
    assert "S06" not in CATALOGUE.suspension_reasons("CN-2026")
    assert CATALOGUE.suspension["S04"].director_approves


def test_every_paper_says_what_why_and_where_in_two_languages() -> None:
    for code, info in CATALOGUE.documents.items():
        for ruleset in ("CN-2014", "CN-2026"):
            assert all((info.name_zh, info.name_en, info.where_zh, info.where_en)), code
            assert info.why_zh.under(ruleset) and info.why_en.under(ruleset), code
    used = {rule.code for kind in CATALOGUE.types.values() for rule in kind.documents}
    assert used == set(CATALOGUE.documents), "a paper nobody asks for, or one nobody describes"


def test_marriage_papers_are_asked_for_in_2014_only() -> None:
    assert {r for kind in CATALOGUE.types.values() for rule in kind.documents if rule.code == "MARRIAGE_PROOF" for r in rule.rulesets} == {"CN-2014"}


def test_every_fact_of_the_reference_is_known_with_its_origin() -> None:
    origins = {name: fact.origin for name, fact in CATALOGUE.facts.items()}
    assert {n for n, o in origins.items() if o is FactOrigin.PROCEDURE} == {"needs_public_notice", "needs_site_inspection"}
    assert {n for n, o in origins.items() if o is FactOrigin.QUESTION} == {
        "spouse_co_owner_declared", "any_document_foreign_language", "basis_is_court_document", "state_asset", "tax_relief_claimed",
        "tax_seller_applies", "deed_tax_applies", "prior_debt_included", "share_sold_to_outsider", "area_changed",
        "developer_fails_to_cooperate",
    }
    assert not any(fact.asked for fact in CATALOGUE.facts.values() if fact.origin in (FactOrigin.REGISTER, FactOrigin.PROCEDURE))


def test_a_discharge_issues_nothing_and_a_mortgage_a_paper_of_its_time() -> None:
    assert CATALOGUE.type("T06").certificate_kind("CN-2014") is None
    assert CATALOGUE.type("T04").certificate_kind("CN-2014") is CertificateKind.OTHER_RIGHT_CERTIFICATE
    assert CATALOGUE.type("T04").certificate_kind("CN-2026") is CertificateKind.REGISTRATION_PROOF
    assert CATALOGUE.type("T02").certificate.printed_notes == ("经济适用住房", "划拨土地")


def test_operations_stand_in_their_order() -> None:
    assert [o.op.value for o in CATALOGUE.type("T03").operations] == [
        "CLOSE_NOTE", "CLOSE_RIGHT", "VOID_CERT", "OPEN_RIGHT", "CARRY_OVER", "AMEND_RIGHT",
    ]


# --- a hall's own reading ---------------------------------------------------------------------------------------------


def test_a_hall_takes_a_type_out_of_the_lane_from_a_day_on_and_the_past_stays() -> None:
    out = ScopeOverride("T08", instant=False, since=date(2014, 9, 1), approved_by="测试局长")
    kind = CATALOGUE.with_overrides(Overrides(scope=(out,))).type("T08")
    assert kind.instant_on(date(2014, 8, 31)) and not kind.instant_on(date(2014, 9, 1))
    assert CATALOGUE.type("T08").instant_on(date(2014, 9, 1)), "the catalogue itself is not touched"


def test_a_hall_may_read_a_cell_more_strictly() -> None:
    strict = RestrictionOverride("T03", "MORTGAGE", "BLOCK", "测试局长")
    kind = CATALOGUE.with_overrides(Overrides(restrictions=(strict,))).type("T03")
    assert kind.effect("CN-2014", RestrictionKind.MORTGAGE) is Effect.BLOCK
    assert kind.effect("CN-2014", RestrictionKind.SEIZURE) is Effect.BLOCK
    assert CATALOGUE.type("T03").effect("CN-2014", RestrictionKind.MORTGAGE) is Effect.CONDITIONAL


# --- refused with file and line ---------------------------------------------------------------------------------------

PLANTED = [
    ("types/T03.toml", 'condition = "state_asset"', 'condition = "state_aset"', "state_aset", "unknown fact 'state_aset'"),
    ("types/T03.toml", 'condition = "state_asset"', 'condition = "state_asset and"', "state_asset and", "ends too early"),
    ("types/T03.toml", 'condition = "state_asset"', "condition = \"__import__('os')\"", "__import__", "may not stand in a condition"),
    ("types/T03.toml", 'code = "C16_RESALE_LIMIT"', 'code = "C99_NONSENSE"', "C99_NONSENSE", "unknown check"),
    ("types/T03.toml", 'on_fail = "MISSING_DOCUMENT"', 'on_fail = "SHRUG"', "SHRUG", "'SHRUG' is unknown"),
    ("types/T03.toml", 'code = "TRANSFER_CAUSE"', 'code = "TRANSFER_CAUS"', '"TRANSFER_CAUS"', "unknown document"),
    ("types/T03.toml", 'FREEZE = "BLOCK"', 'FREEZE = "BLOK"', 'FREEZE = "BLOK"', "'BLOK' is unknown"),
    ("types/T03.toml", 'FREEZE = "BLOCK"', 'FREZE = "BLOCK"', 'FREZE = "BLOCK"', "'FREZE' is unknown"),
    ("types/T03.toml", 'FREEZE = "BLOCK"\n', "", '[restrictions."CN-2014"]', "no cell for FREEZE"),
    ("types/T03.toml", 'op = "VOID_CERT"', 'op = "BURN_CERT"', "BURN_CERT", "'BURN_CERT' is unknown"),
    ("types/T03.toml", 'holder = "TRANSFEREE"', 'holder = "BUYER"', 'holder = "BUYER"', "unknown role"),
    ("types/T03.toml", "residential = 80", 'residential = "80"', 'residential = "80"', "a whole number"),
    ("types/T03.toml", "residential = 80", "residential = -80", "residential = -80", "must not be below 0"),
    ("types/T03.toml", "residential = 80", "residental = 80", "residental = 80", "did you mean 'residential'"),
    ("types/T03.toml", 'kiosk_label_zh = "二手房过户"\n', "", 'no = "T03"', "has no 'kiosk_label_zh'"),
    ("types/T03.toml", "must_appear = true", 'must_appear = "yes"', 'must_appear = "yes"', "true or false"),
    ("types/T03.toml", 'document_sets = ["CITIZEN"', 'document_sets = ["CITIZENS"', "CITIZENS", "unknown set of documents"),
    ("types/T03.toml", '"resale_limit_active"]', '"unit_mortgaged"]', '"unit_mortgaged"]', "no sentence for the citizen"),
    ("types/T03.toml", "since = 2014-06-03", 'since = "June"', 'since = "June"', "a day such as"),
    ("types/T03.toml", 'approved_by = "漯河市住房保障和房屋管理局"', 'approved_by = " "', "[[scope]]", "who approved it"),
    ("types/T03.toml", 'no = "T03"', 'no = "T04"', 'no = "T04"', "must stand in the file types/T04.toml"),
    ("types/T03.toml", "[tax]", "[tax", "[tax", "not valid TOML"),
    ("documents.toml", "data_sharing = true", "data_sharing = 1", "data_sharing = 1", "true or false"),
    ("documents.toml", 'where_zh = "公证处', 'wher_zh = "公证处', "wher_zh", "unknown key 'wher_zh'"),
    ("restrictions.toml", 'reason = "R10"', 'reason = "R77"', 'reason = "R77"', "unknown reason"),
    ("restrictions.toml", 'lifted_by = ["OBJECTION_RISK_UNDERTAKING"]', 'lifted_by = ["A_WORD"]', "A_WORD", "unknown document"),
    ("restrictions.toml", "[EASEMENT]", "[EASMENT]", "[EASMENT]", "'EASMENT' is unknown"),
    ("questions.toml", 'name = "state_asset"', 'name = "state_aset"', 'name = "state_aset"', ""),
    ("questions.toml", 'origin = "REGISTER"', 'origin = "QUESTION"', 'origin = "QUESTION"', "cannot be of origin QUESTION"),
    ("questions.toml", 'false_unless = "any_person_applies"', 'false_unless = "any_dog_applies"', "any_dog_applies", "unknown fact"),
    ("suspension.toml", 'clock = "RUNS"', 'clock = "STOPS"', 'clock = "STOPS"', "'STOPS' is unknown"),
    ("suspension.toml", 'by = ["SYSTEM", "REGISTRAR"]', 'by = ["SYSTEM", "JANITOR"]', "JANITOR", "unknown post"),
    ("laws.toml", 'rulesets = ["CN-2014"]', 'rulesets = ["CN-1949"]', "CN-1949", "unknown rule set"),
    ("words.toml", "[desk.NOT_FOUND]", "[desk.NOT_FUND]", "[desk.NEEDS_OFFICER]", "desk.NOT_FOUND is missing"),
    ("checks.toml", "[C17_FIRST_REGISTRATION_DONE]", "[C17_FIRST]", "[C17_FIRST]", "unknown check"),
    ("document_sets.toml", 'overseas"\nper = "party"', 'overseas"\nper = "case"', 'condition = "party_overseas"', "fact of one party"),
]


@pytest.mark.parametrize(("file", "old", "new", "shown", "sentence"), PLANTED, ids=[f"{p[0]}: {p[2][:40]}" for p in PLANTED])
def test_a_wrong_word_is_refused_with_one_sentence_file_and_line(file: str, old: str, new: str, shown: str, sentence: str) -> None:
    problem = refusal(file, old, new)
    assert sentence in problem.what
    text = str(problem)
    assert text.count("\n") == 0 and text.endswith(".") and f"line {problem.line}" in text
    if sentence:
        assert problem.file == file
        changed = TEXTS[file].replace(old, new, 1).splitlines()
        assert shown in changed[problem.line - 1] or "has no" in sentence, f"{problem}: {changed[problem.line - 1]}"


def test_a_name_changed_in_the_questions_is_noticed_wherever_it_is_used() -> None:
    problem = refusal("questions.toml", 'name = "area_changed"', 'name = "area_grew"')
    assert problem.file in ("types/N05.toml", "questions.toml") and "area_changed" in problem.what


def test_a_missing_file_is_named() -> None:
    with pytest.raises(BadCatalogue, match=r"reasons\.toml, line 1: the catalogue lacks this file"):
        Catalogue.from_files({name: text for name, text in TEXTS.items() if name != "reasons.toml"})


def test_a_type_under_two_names_is_refused() -> None:
    with pytest.raises(BadCatalogue, match="already in another file"):
        Catalogue.from_files({**TEXTS, "types/T99.toml": TEXTS["types/T03.toml"]})


def test_a_further_type_needs_nothing_but_its_file() -> None:
    text = TEXTS["types/T09.toml"].replace('no = "T09"', 'no = "T11"').replace("CERT_RENEWAL", "CERT_TRANSLATION")
    assert Catalogue.from_files({**TEXTS, "types/T11.toml": text}).type("CERT_TRANSLATION").no == "T11"


# --- how an article is written ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "零"), (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (34, "三十四"), (100, "一百"), (101, "一百零一"), (110, "一百一十"),
     (111, "一百一十一"), (191, "一百九十一"), (406, "四百零六"), (1001, "一千零一"), (1010, "一千零一十"), (2014, "二千零一十四")],
)
def test_a_number_is_written_in_chinese_numerals(number: int, written: str) -> None:
    assert numeral(number) == written


@pytest.mark.parametrize(
    ("text", "ruleset", "zh", "en"),
    [
        ("房屋登记办法第34条；物权法第191条", "CN-2014", "《房屋登记办法》第三十四条；《物权法》第一百九十一条",
         "House Registration Measures art. 34; Property Law art. 191"),
        (TAX_LAWS, "CN-2014", "《契税暂行条例》第十一条", "Interim Regulations on Deed Tax art. 11"),
        (TAX_LAWS, "CN-2026", "《契税法》第十一条；《个人所得税法》第十五条",
         "Deed Tax Law art. 11; Individual Income Tax Law art. 15"),
        ("房屋登记办法第14条；郑州市房屋登记条例第9条（须公证）", "CN-2014", "《房屋登记办法》第十四条", "House Registration Measures art. 14"),
        ("暂行条例第17条第1款第3项", "CN-2026", "《不动产登记暂行条例》第十七条第一款第三项",
         "Interim Regulations on Real Property Registration art. 17(1)(3)"),
        ("民法典第17至23条", "CN-2026", "《民法典》第十七至二十三条", "Civil Code arts. 17-23"),
        ("房屋登记办法第12、32、33条", "CN-2014", "《房屋登记办法》第十二、三十二、三十三条", "House Registration Measures arts. 12, 32, 33"),
        ("发改价格[2008]924号", "CN-2014", "发改价格[2008]924号", "fee notice of 2008 (924)"),
        ("own proposal", "CN-2026", "", ""),
        ("民法典第406条", "CN-2014", "", ""),
    ],
)
def test_only_the_law_of_the_rule_set_is_cited_with_its_full_title(text: str, ruleset: str, zh: str, en: str) -> None:
    citation = cite(text, ruleset, CATALOGUE.laws)
    assert (citation.zh, citation.en) == (zh, en)


def test_a_paper_without_an_article_of_its_own_cites_the_general_duty() -> None:
    assert CATALOGUE.cite("", ruleset="CN-2014").zh == "《房屋登记办法》第十一条"
    assert CATALOGUE.cite("own proposal", ruleset="CN-2026").zh == "《不动产登记暂行条例》第十六条"


def test_a_paper_cites_its_own_article_where_the_type_names_none() -> None:
    assert CATALOGUE.cite("民法典第301条", CATALOGUE.documents["CO_OWNER_CONSENT"].basis, ruleset="CN-2014").zh == "《房屋登记办法》第十三条"
    assert CATALOGUE.cite("", CATALOGUE.documents["NOTICE_HOLDER_CONSENT"].basis, ruleset="CN-2026").zh == "《民法典》第二百二十一条"


def test_without_any_law_nothing_is_cited() -> None:
    assert cite("民法典第406条", "CN-2026", {}).zh == ""
