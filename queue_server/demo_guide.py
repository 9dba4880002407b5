"""What there is to try in the demonstration hall: fictional houses and people, which business to choose, and what comes of it.

Words and choices only. That each story really ends as told here is a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .demo_register import DemoPerson, DemoRegister, DemoUnit

BOTH = ("CN-2014", "CN-2026")
PASS, REFER, NOT_ELIGIBLE = "PASS", "REFER", "NOT_ELIGIBLE"


@dataclass(frozen=True)
class Story:
    """One thing to try. ``paper`` says which number is typed: the owner's certificate, the unit, the mortgage's or the old certificate.

    ``ends`` is the outcome with every paper at hand and every question answered with no, by rule set.
    """

    scenario: str
    type_no: str
    zh: str
    en: str
    ends: Mapping[str, str]
    paper: str = "CERTIFICATE"
    rulesets: tuple[str, ...] = BOTH


def _always(outcome: str) -> dict[str, str]:
    return dict.fromkeys(BOTH, outcome)


STORIES: tuple[Story, ...] = (
    Story("clean_single", "T03", "二手房过户，材料齐全：取号，走完全程", "A sale with everything at hand: a number, and the whole way",
          _always(PASS)),
    Story("joint", "T03", "夫妻共有：两位卖方都要写上", "Joint owners: name both sellers", _always(PASS)),
    Story("in_shares", "T03", "按份共有：两位卖方都要写上", "Owned in shares: name both sellers", _always(PASS)),
    Story("elderly_60", "T03", "卖方年满60岁：依法优先，受理时多问一句", "A seller over sixty: called first by law, and asked one question more",
          _always(PASS)),
    Story("mortgaged", "T03", "房屋已抵押：2014年要抵押权人同意，如今抵押随房走",
          "Mortgaged: in 2014 the bank must agree, today the mortgage goes with the house", _always(PASS)),
    Story("mortgaged", "T06", "抵押权人来注销抵押：用他项权证号", "The bank discharges its mortgage: type the mortgage's own number",
          _always(PASS), "MORTGAGE"),
    Story("clean_single", "T04", "向银行抵押贷款", "Mortgage it to the bank", _always(PASS)),
    Story("new_stock", "T01", "向开发商买新房：没有房产证，填房屋编号", "A new flat from the developer: no certificate yet, type the unit number",
          _always(PASS), "UNIT"),
    Story("notice_own", "T01", "买方自己做过预告登记的新房", "A new flat its buyer had noted in advance", _always(PASS), "UNIT"),
    Story("seized", "T03", "被法院查封：不能办理，给出理由和依据", "Seized by a court: no, with the reason and its article", _always(NOT_ELIGIBLE)),
    Story("seizure_expired", "T03", "查封已经到期：可以办理", "The seizure has run out: nothing stands in the way", _always(PASS)),
    Story("objection_active", "T03", "有人提出异议：2014年转人工，如今签风险书面承诺",
          "Somebody objects: in 2014 the desk decides, today a written undertaking", {"CN-2014": REFER, "CN-2026": PASS}),
    Story("frozen_transfer", "T03", "限制转让的冻结：过户不行", "Frozen against transfer: no sale", _always(NOT_ELIGIBLE)),
    Story("frozen_transfer", "T04", "限制转让的冻结：抵押可以", "Frozen against transfer: a mortgage is possible", _always(PASS)),
    Story("id_15_digits", "T03", "登记簿上是15位旧身份证号：人工核对", "An old 15-digit number in the register: the desk compares", _always(REFER)),
    Story("void_certificate", "T03", "拿的是已作废的旧证", "The certificate in hand is void", _always(NOT_ELIGIBLE), "OLD"),
    Story("lost_certificate", "T10", "房产证遗失补证", "The certificate is lost", _always(PASS)),
    Story("damaged_certificate", "T09", "旧证破损换证", "The certificate is worn out", _always(PASS)),
    Story("wrong_area", "T07", "面积登记错了：更正登记", "The area is wrong in the register", _always(PASS)),
    Story("habitation", "T03", "设有居住权：提示后可以过户", "Somebody has the right to live there: a warning, then a sale", {"CN-2026": PASS},
          rulesets=("CN-2026",)),
)


def number_to_type(story: Story, unit: DemoUnit) -> str:
    """The certificate or unit number to type for a story; never empty for a story of this file."""
    match story.paper:
        case "MORTGAGE":
            return dict(unit.papers)["MORTGAGE"]
        case "OLD":
            return unit.old_certificate_no
        case "UNIT":
            return unit.unit_no
        case _:
            return unit.certificate_no


def applicants(story: Story, unit: DemoUnit, register: DemoRegister) -> list[tuple[str, DemoPerson]]:
    """Who applies, by role: everybody whose name and number is to be typed."""
    stranger = register.people["buyer"]
    owners = list(unit.holders)
    match story.type_no:
        case "T01" | "T02" | "T03":
            buyer = dict(unit.related).get("NOTICE_HOLDER", stranger) if story.type_no == "T01" else stranger
            return [*(("TRANSFEROR", owner) for owner in owners), ("TRANSFEREE", buyer)]
        case "T04" | "T05":
            bank = dict(register["mortgaged"].related)["MORTGAGEE"]
            return [*(("MORTGAGOR", owner) for owner in owners), ("MORTGAGEE", bank)]
        case "T06":
            return [("MORTGAGEE", unit.related_as("MORTGAGEE"))]
        case _:
            return [("HOLDER", owner) for owner in owners]


def to_try(register: DemoRegister, ruleset: str) -> Iterator[tuple[Story, DemoUnit]]:
    """The stories of a rule set, each with a house of its own where there are enough of them."""
    used: dict[str, int] = {}
    for story in STORIES:
        if ruleset not in story.rulesets or story.scenario not in register:
            continue
        houses = register.all_of(story.scenario)
        turn = used.get(story.scenario, 0)
        used[story.scenario] = turn + 1
        yield story, houses[min(turn, len(houses) - 1)]


def units(register: DemoRegister, ruleset: str) -> frozenset[str]:
    """The houses the guide speaks of."""
    return frozenset(unit.unit_id for _, unit in to_try(register, ruleset))


def rows(register: DemoRegister, config: Any) -> list[dict[str, Any]]:
    """The guide as plain values for a page or a terminal."""
    shown = []
    for story, unit in to_try(register, config.ruleset):
        kind = config.catalogue.type(story.type_no)
        shown.append({
            "scenario": story.scenario, "type_no": story.type_no, "type_zh": kind.kiosk_label_zh, "type_en": kind.kiosk_label_en,
            "zh": story.zh, "en": story.en, "ends": story.ends[config.ruleset], "number": number_to_type(story, unit),
            "is_unit_no": story.paper == "UNIT", "location": unit.location,
            "people": [{"role": role, "role_zh": _role(kind, role, "name_zh", "（"), "role_en": _role(kind, role, "name_en", " ("),
                        "name": person.name, "document_no": person.document_no,
                        "document_kind": str(person.document_kind or ""), "phone": person.phone}
                       for role, person in applicants(story, unit, register)]})
    return shown


def _role(kind: Any, role: str, name: str, more: str) -> str:
    found = kind.applicants.role(role)
    return str(getattr(found, name)).partition(more)[0] if found else role
