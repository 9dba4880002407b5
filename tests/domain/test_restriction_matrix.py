"""Every cell of the restriction matrix of domain.md 3.4, T01 to T10 under both rule sets, tried on a folio that bears it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from queue_server.domain.catalogue_records import Effect, RestrictionKind
from queue_server.domain.folio import Folio
from queue_server.domain.hall_settings import Overrides, RestrictionOverride
from queue_server.domain.prereview import Findings, OpenCase, Party, look_up_findings
from tests.domain.houses import DAY, hall, house, note, parties, rules

TYPES = [f"T{number:02d}" for number in range(1, 11)]

# Typed off domain.md 3.4, line by line. COND: a paper of the type lifts it. REQ: must be there.
MATRIX = {
    "CN-2014": """
        SEIZURE         BLOCK   BLOCK   BLOCK   BLOCK   BLOCK   REFER   REFER   -       REFER   REFER
        PRE_SEIZURE     REFER   REFER   REFER   BLOCK   BLOCK   REFER   REFER   -       REFER   REFER
        FREEZE          BLOCK   BLOCK   BLOCK   BLOCK   BLOCK   WARN    WARN    -       WARN    REFER
        MORTGAGE        COND    COND    COND    WARN    WARN    REQ     WARN    -       -       REFER
        OBJECTION       SUSPEND SUSPEND SUSPEND SUSPEND SUSPEND -       WARN    WARN    WARN    REFER
        ADVANCE_NOTICE  COND    COND    COND    COND    COND    -       WARN    -       -       -
        HABITATION      NA      NA      NA      NA      NA      NA      NA      NA      NA      NA
        EASEMENT        WARN    WARN    WARN    WARN    WARN    -       -       -       -       -
        PENDING_CASE    BLOCK   BLOCK   BLOCK   BLOCK   BLOCK   WARN    REFER   -       WARN    BLOCK
    """,
    "CN-2026": """
        SEIZURE         BLOCK   BLOCK   BLOCK   BLOCK   BLOCK   WARN    REFER   -       WARN    REFER
        PRE_SEIZURE     REFER   REFER   REFER   BLOCK   BLOCK   WARN    REFER   -       WARN    REFER
        FREEZE          BLOCK   BLOCK   BLOCK   BLOCK   BLOCK   WARN    WARN    -       WARN    REFER
        MORTGAGE        COND    COND    COND    WARN    WARN    REQ     WARN    -       -       REFER
        OBJECTION       COND    COND    COND    COND    COND    -       WARN    WARN    WARN    WARN
        ADVANCE_NOTICE  COND    COND    COND    COND    COND    -       WARN    -       -       -
        HABITATION      WARN    WARN    WARN    WARN    WARN    -       WARN    -       -       -
        EASEMENT        WARN    WARN    WARN    WARN    WARN    -       -       -       -       -
        PENDING_CASE    BLOCK   BLOCK   BLOCK   BLOCK   BLOCK   WARN    REFER   -       WARN    BLOCK
    """,
}
WORDS = {"-": Effect.NONE, "COND": Effect.CONDITIONAL, "REQ": Effect.REQUIRED}
CELLS = [
    (ruleset, type_no, RestrictionKind(line.split()[0]), WORDS.get(word) or Effect(word))
    for ruleset, table in MATRIX.items()
    for line in table.strip().splitlines()
    for type_no, word in zip(TYPES, line.split()[1:], strict=True)
]
IDS = [f"{ruleset}-{type_no}-{kind}" for ruleset, type_no, kind, _ in CELLS]

# Who applies for each type; "s" owns the house, "bank" holds the mortgage, "z" has an interest.
APPLICANTS: dict[str, tuple[Party, ...]] = {
    **dict.fromkeys(("T01", "T02"), parties("s TRANSFEROR company", "b TRANSFEREE person 30")),
    "T03": parties("s TRANSFEROR person 45", "b TRANSFEREE person 30"),
    **dict.fromkeys(("T04", "T05"), parties("s MORTGAGOR person 45", "new MORTGAGEE company lender")),
    "T06": parties("bank MORTGAGEE company lender"),
    "T08": parties("z INTERESTED_PARTY person 50"),
    **dict.fromkeys(("T07", "T09", "T10"), parties("s HOLDER person 45")),
}


def burdened(kind: RestrictionKind, type_no: str) -> Folio:
    """A house that bears just this restriction; a discharge needs its mortgage besides."""
    mortgages = ["bank barred"] if kind is RestrictionKind.MORTGAGE or type_no == "T06" else []
    notes = {
        RestrictionKind.SEIZURE: ["SEIZURE"], RestrictionKind.PRE_SEIZURE: ["PRE_SEIZURE x"], RestrictionKind.FREEZE: ["FREEZE"],
        RestrictionKind.OBJECTION: ["OBJECTION x"], RestrictionKind.ADVANCE_NOTICE: ["ADVANCE_NOTICE x"],
    }.get(kind, [])
    return house(["s"], mortgages, notes, easements=kind is RestrictionKind.EASEMENT, habitations=kind is RestrictionKind.HABITATION)


def seen(ruleset: str, type_no: str, folio: Folio, *open_cases: OpenCase, **more: str) -> Findings:
    return look_up_findings(rules(type_no, ruleset), folio, APPLICANTS[type_no], open_cases=open_cases, **more)


def effects(found: Findings, kind: RestrictionKind) -> list[Effect]:
    return [finding.effect for finding in found.items if finding.restriction == kind]


@pytest.mark.parametrize(("ruleset", "type_no", "kind", "cell"), CELLS, ids=IDS)
def test_the_file_of_a_type_holds_the_cell_of_the_table(ruleset: str, type_no: str, kind: RestrictionKind, cell: Effect) -> None:
    assert hall(ruleset).catalogue.type(type_no).effect(ruleset, kind) is cell


@pytest.mark.parametrize(("ruleset", "type_no", "kind", "cell"), CELLS, ids=IDS)
def test_a_house_with_the_restriction_has_the_effect_of_its_cell(
    ruleset: str, type_no: str, kind: RestrictionKind, cell: Effect
) -> None:
    other = [OpenCase("other", "T03")] if kind is RestrictionKind.PENDING_CASE else []
    found = effects(seen(ruleset, type_no, burdened(kind, type_no), *other), kind)
    if cell is Effect.NONE or cell is Effect.REQUIRED:
        assert found == []
    elif cell is Effect.NA:
        assert found == [Effect.REFER] * (kind is RestrictionKind.HABITATION)
    else:
        assert found == [cell]


@pytest.mark.parametrize(("ruleset", "type_no", "kind", "cell"), CELLS, ids=IDS)
def test_a_house_without_the_restriction_is_clear_of_it_unless_it_is_required(
    ruleset: str, type_no: str, kind: RestrictionKind, cell: Effect
) -> None:
    found = effects(seen(ruleset, type_no, house(["s"])), kind)
    assert found == ([Effect.BLOCK] if cell is Effect.REQUIRED else [])


@pytest.mark.parametrize("type_no", ["T01", "T05", "T10"])
def test_a_single_wrong_cell_is_found_out(type_no: str) -> None:
    """The planted bug of the table: one cell turned harmless differs from the table in exactly that cell."""
    spoilt = hall("CN-2014").catalogue.with_overrides(
        Overrides(restrictions=(RestrictionOverride(type_no, "SEIZURE", "WARN", "nobody"),)))
    wrong = {
        (no, kind) for ruleset, no, kind, cell in CELLS if ruleset == "CN-2014" and spoilt.type(no).effect(ruleset, kind) is not cell
    }
    assert wrong == {(type_no, RestrictionKind.SEIZURE)}


# --- the notes under the table ----------------------------------------------------------------------------------------


def test_a_seizure_expires_by_its_date_and_not_by_a_flag() -> None:
    seizure = note("SEIZURE", ends_on=date(2014, 10, 13))
    folio = house(["s"], notes=[seizure])
    rule = rules("T03")
    for day, blocked in ((date(2014, 10, 13), True), (date(2014, 10, 14), False)):
        found = look_up_findings(replace(rule, on=day), folio, APPLICANTS["T03"])
        assert bool(effects(found, RestrictionKind.SEIZURE)) is blocked


def test_a_seizure_that_begins_tomorrow_does_not_stop_today() -> None:
    folio = house(["s"], notes=[note("SEIZURE", starts_on=date(2014, 10, 14))])
    assert effects(seen("CN-2014", "T03", folio), RestrictionKind.SEIZURE) == []


def test_a_waiting_seizure_counts_and_says_that_it_waits() -> None:
    first = note("SEIZURE", record_id="first", delivered_at=None)
    second = note("SEIZURE", record_id="second", entered_at=first.entered_at.replace(day=20, month=12))
    found = [f for f in seen("CN-2014", "T03", house(["s"], notes=[second, first])).items if f.restriction == "SEIZURE"]
    assert [(f.record_id, f.waiting) for f in found] == [("first", False), ("second", True)]


def test_when_the_first_seizure_ends_the_waiting_one_moves_up() -> None:
    first = note("SEIZURE", record_id="first", ends_on=date(2014, 10, 1))
    second = note("SEIZURE", record_id="second", entered_at=first.entered_at.replace(day=20, month=12))
    found = [f for f in seen("CN-2014", "T03", house(["s"], notes=[first, second])).items if f.restriction == "SEIZURE"]
    assert [(f.record_id, f.waiting) for f in found] == [("second", False)]


@pytest.mark.parametrize(
    ("scope", "stopped"),
    [
        ("ALL", {"T03", "T04", "T06", "T07", "T09", "T10"}), ("TRANSFER", {"T03"}), ("MORTGAGE", {"T04", "T06"}),
        ("CERTIFICATE", {"T09", "T10"}), ("A_WORD_NOBODY_KNOWS", {"T03", "T04", "T06", "T07", "T09", "T10"}),
    ],
)
def test_a_freeze_reaches_the_types_in_its_scope(scope: str, stopped: set[str]) -> None:
    folio = house(["s"], ["bank"], [note("FREEZE", scope=scope)])
    reached = {t for t in ("T03", "T04", "T06", "T07", "T08", "T09", "T10") if effects(seen("CN-2014", t, folio), RestrictionKind.FREEZE)}
    assert reached == stopped


def test_a_mortgage_without_a_registered_bar_is_only_a_warning_today() -> None:
    folio = house(["s"], ["bank", "second barred"])
    found = [f for f in seen("CN-2026", "T03", folio).items if f.restriction == "MORTGAGE"]
    assert [(f.record_id, f.effect, f.document) for f in found] == [
        ("mortgage-1", "WARN", ""), ("mortgage-2", "CONDITIONAL", "MORTGAGEE_CONSENT"),
    ]


def test_the_applicants_own_advance_notice_is_only_a_warning() -> None:
    folio = house(["s"], notes=["ADVANCE_NOTICE b"])
    assert effects(seen("CN-2014", "T03", folio), RestrictionKind.ADVANCE_NOTICE) == [Effect.WARN]


def test_two_advance_notices_are_judged_each_by_its_own_holder() -> None:
    folio = house(["s"], notes=[note("ADVANCE_NOTICE", "b", "own"), note("ADVANCE_NOTICE", "x", "other")])
    found = {f.record_id: f.effect for f in seen("CN-2014", "T03", folio).items}
    assert found == {"own": Effect.WARN, "other": Effect.CONDITIONAL}


def test_an_open_objection_does_not_stop_a_sale_before_it_is_entered() -> None:
    assert effects(seen("CN-2014", "T03", house(["s"]), OpenCase("o", "T08")), RestrictionKind.PENDING_CASE) == []


def test_an_open_correction_suspends_instead_of_blocking() -> None:
    found = seen("CN-2014", "T03", house(["s"]), OpenCase("k", "T07"))
    assert [(f.check, f.effect) for f in found.items] == [("C12_CORRECTION_PENDING", Effect.SUSPEND)]
    assert effects(seen("CN-2014", "T10", house(["s"]), OpenCase("k", "T07")), RestrictionKind.PENDING_CASE) == [Effect.BLOCK]


def test_a_case_does_not_stand_in_its_own_way_nor_in_that_of_its_package() -> None:
    itself = OpenCase("c-1", "T03")
    assert seen("CN-2014", "T03", house(["s"]), itself, case_id="c-1").items == ()
    discharge = OpenCase("c-0", "T06", package="p-1")
    assert seen("CN-2014", "T03", house(["s"]), discharge, case_id="c-1", package="p-1").items == ()
    assert effects(seen("CN-2014", "T03", house(["s"]), discharge, case_id="c-1"), RestrictionKind.PENDING_CASE) == [Effect.BLOCK]


def test_a_condition_for_which_the_type_names_no_paper_goes_to_the_registrar() -> None:
    folio = house(["o"], notes=["ADVANCE_NOTICE x"])
    found = look_up_findings(rules("N06"), folio, parties("o HOLDER person 50"))
    assert effects(found, RestrictionKind.ADVANCE_NOTICE) == [Effect.REFER]


def test_a_seizure_order_itself_is_never_stopped_by_an_open_case() -> None:
    found = look_up_findings(rules("X01"), house(["o"]), parties("court AUTHORITY company"), open_cases=(OpenCase("c", "T03"),))
    assert [f.effect for f in found.items] == [Effect.WARN]


def test_the_look_up_says_on_which_day_and_version_it_was_made() -> None:
    found = seen("CN-2014", "T03", house(["s"]))
    assert (found.on, found.folio_version, found.unit_id) == (DAY["CN-2014"].isoformat(), 7, "unit-1")
