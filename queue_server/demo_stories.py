"""Which fictional houses there are and what befell each: one short story per scenario of domain.md 9. Data more than program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from .demo_houses import House, Town
from .domain.folio import Holder, NoteKind, RightKind

Story = Callable[[Town], object]
BOTH = ("CN-2014", "CN-2026")


def _first(town: Town, role: str) -> str:
    """A character of the guide for the first house of a story, somebody new for the others."""
    return town.cast.known(role) if town.first_time(role) else town.cast.somebody()


def _years(town: Town, first: int, last: int) -> int:
    return town.chance.randint(first, last)


def _flat(town: Town, scenario: str, *owners: str | Holder, **particulars: str) -> House:
    """First registered by the developer, then bought by these owners, or by somebody new."""
    years = _years(town, 6, 9)
    house = House(town, scenario, **particulars).built(town.years_ago(years + 1, town.chance.randint(0, 300)))
    return house.sold(town.years_ago(years), *(owners or (town.cast.somebody(),)))


def _clean_single(town: Town) -> None:
    _flat(town, "clean_single", _first(town, "seller"))


def _joint(town: Town) -> None:
    _flat(town, "joint", _first(town, "joint_owner"), town.cast.somebody())


def _in_shares(town: Town, scenario: str, *shares: str) -> None:
    _flat(town, scenario, *(Holder(town.cast.somebody(), share) for share in shares))


def _owned_by(town: Town, scenario: str, role: str) -> None:
    _flat(town, scenario, _first(town, role))


def _aged(town: Town, scenario: str, role: str, age_years: int) -> None:
    older = town.chance.randint(0, 900)
    _flat(town, scenario, town.cast.known(role) if town.first_time(role) else town.cast.somebody(age_years, days_older=older))


def _exactly(town: Town, scenario: str, age_years: int, days_older: int) -> None:
    _flat(town, scenario, town.cast.somebody(age_years, days_older=days_older))


def _old_number(town: Town) -> None:
    first = town.first_time("old_number")
    owner = town.cast.known("old_number") if first else town.cast.somebody(52, old_number=True, days_older=200)
    _flat(town, "id_15_digits", owner)


def _company(town: Town, scenario: str, role: str, use: str = "RESIDENTIAL", facility: str = "") -> None:
    _flat(town, scenario, town.cast.company(role), use=use, facility=facility)


def _used_as(town: Town, scenario: str, use: str) -> None:
    _flat(town, scenario, use=use)


def _mortgaged(town: Town, scenario: str, *, bar: bool = False, subkind: str = "ORDINARY", role: str = "") -> House:
    owner = _first(town, role) if role else town.cast.somebody()
    return _flat(town, scenario, owner).mortgaged(
        town.years_ago(_years(town, 1, 4)), town.cast.company("bank"), subkind, transfer_bar=bar)


def _mortgaged_twice(town: Town) -> None:
    _mortgaged(town, "mortgaged_twice").mortgaged(town.days_ago(120), town.cast.company("second_bank"), "MAXIMUM")


def _discharged(town: Town) -> None:
    _mortgaged(town, "mortgage_discharged").discharged(town.days_ago(60))


def _mortgaged_seized(town: Town) -> None:
    _seize(_mortgaged(town, "mortgaged_seized"), town.days_ago(40), ends_on=_day(town, 600))


def _day(town: Town, days: int) -> str:
    return (town.at.date() + timedelta(days=days)).isoformat()


def _owner(house: House) -> str:
    return house.folio.owners()[0].person_id


def _seize(house: House, at: datetime, **order: object) -> House:
    return house.ordered(at, against=[_owner(house)], **order)


def _seized(town: Town, scenario: str, days_ago: int, ends_in_days: int) -> House:
    return _seize(_flat(town, scenario), town.days_ago(days_ago), ends_on=_day(town, ends_in_days))


def _waiting_seizures(town: Town) -> None:
    house = _seized(town, "waiting_seizures", 90, 400)
    _seize(house, town.days_ago(60), authority="漯河市示例区人民法院", term_months=24)
    _seize(house, town.days_ago(30, hour=15), authority="漯河市样本县人民法院", term_months=36)


def _renewed(town: Town) -> None:
    house = _seized(town, "seizure_renewed", 900, -30)
    note = house.standing(NoteKind.SEIZURE)
    house.ordered(town.days_ago(60), action="RENEW", record_id=note.record_id, ends_on=_day(town, 500))


def _ended(town: Town, scenario: str, action: str) -> None:
    house = _seized(town, scenario, 200, 300)
    note = house.standing(NoteKind.SEIZURE)
    house.ordered(town.days_ago(20), action=action, record_id=note.record_id, reason="登错单元")


def _moved_up(town: Town) -> None:
    """The first seizure has run out, so the one that waited is in effect: nobody wrote anything."""
    house = _seized(town, "waiting_moved_up", 800, -100)
    _seize(house, town.days_ago(700), authority="漯河市示例区人民法院", term_months=24)


def _pre_seized(town: Town) -> None:
    buyer = town.cast.somebody()
    house = _stock(town, "pre_seized_buyer").promised(town.days_ago(50), buyer)
    house.ordered(town.days_ago(20), kind="PRE_SEIZURE", against=[buyer], ends_on=_day(town, 700))


def _frozen(town: Town, scope: str) -> None:
    _flat(town, f"frozen_{scope.lower()}").ordered(
        town.days_ago(45), kind="FREEZE", scope=scope, subkind="ORDER", authority="漯河市虚构区公安分局", ends_on=_day(town, 135))


def _expropriated(town: Town) -> None:
    _flat(town, "expropriation").ordered(
        town.days_ago(100), kind="FREEZE", scope="ALL", subkind="EXPROPRIATION", authority="漯河市示例征收办公室", ends_on=_day(town, 260))


def _freeze_expired(town: Town) -> None:
    _flat(town, "freeze_expired").ordered(
        town.days_ago(400), kind="FREEZE", scope="ALL", authority="漯河市虚构区公安分局", ends_on=_day(town, -35))


def _disputed(town: Town) -> None:
    _flat(town, "dispute").ordered(town.days_ago(80), kind="DISPUTE", authority="登记机构", ends_on=_day(town, 365))


def _objected(town: Town, scenario: str, days_ago: int) -> House:
    return _flat(town, scenario).objected(town.days_ago(days_ago), town.cast.somebody(), "登记的所有权人与实际不符")


def _sued(town: Town) -> None:
    _objected(town, "objection_sued", 60).sued(town.days_ago(50))


def _stock(town: Town, scenario: str, developer: str = "") -> House:
    """A finished flat of the developer that nobody has bought yet."""
    return House(town, scenario, developer=developer).built(town.days_ago(town.chance.randint(150, 500)))


def _notice_own(town: Town) -> None:
    _stock(town, "notice_own").promised(town.days_ago(30), _first(town, "buyer"))


def _notice_other(town: Town) -> None:
    _flat(town, "notice_other").promised(town.days_ago(25), town.cast.somebody())


def _easement(town: Town) -> None:
    _flat(town, "easement").burdened(town.years_ago(2), RightKind.EASEMENT, town.cast.somebody(), purpose="通行", term="20年")


def _habitation(town: Town) -> None:
    _flat(town, "habitation").burdened(
        town.years_ago(1), RightKind.HABITATION, town.cast.somebody(72), term="终身", conditions="居住权人本人居住")


def _affordable(town: Town, scenario: str, years: int) -> None:
    house = House(town, scenario, developer=town.cast.company("sponsor")).built(town.years_ago(years + 1))
    house.sold(town.years_ago(years), town.cast.somebody()).affordable(town.years_ago(years) + timedelta(minutes=1))


def _construction(town: Town) -> None:
    House(town, "construction").planned(town.days_ago(300))


def _construction_mortgaged(town: Town) -> None:
    House(town, "construction_mortgaged").planned(town.days_ago(300)).mortgaged(
        town.days_ago(200), town.cast.company("bank"), "CONSTRUCTION")


def _presold(town: Town) -> None:
    House(town, "presold").planned(town.days_ago(300)).promised(town.days_ago(100), town.cast.somebody())


def _closed(town: Town) -> None:
    _flat(town, "closed").closed(town.days_ago(90))


def _replaced(town: Town, scenario: str, reason: str) -> None:
    _flat(town, scenario).new_certificate(town.days_ago(150), reason)


def _old_form(town: Town) -> None:
    years = _years(town, 12, 15)
    house = House(town, "old_form_certificate").built(town.years_ago(years + 1))
    house.sold(town.years_ago(years), town.cast.somebody(), old_form=True)


def _inherited(town: Town) -> None:
    _flat(town, "inherited").sold(town.years_ago(1), town.cast.somebody(), cause="INHERITANCE")


def _resold(town: Town) -> None:
    _flat(town, "resold").sold(town.years_ago(2), town.cast.somebody()).sold(town.days_ago(200), town.cast.somebody())


def _plain(town: Town, scenario: str) -> None:
    _flat(town, scenario)


def _company_story(scenario: str, role: str, use: str = "RESIDENTIAL", facility: str = "") -> Story:
    return partial(_company, scenario=scenario, role=role, use=use, facility=facility)


STORIES: dict[str, tuple[int, tuple[str, ...], Story]] = {
    "clean_single": (40, BOTH, _clean_single),
    "joint": (14, BOTH, _joint),
    "in_shares": (8, BOTH, lambda town: _in_shares(town, "in_shares", "1/2", "1/2")),
    "in_shares_thirds": (3, BOTH, lambda town: _in_shares(town, "in_shares_thirds", "1/3", "1/3", "1/3")),
    "in_shares_two_thirds": (3, BOTH, lambda town: _in_shares(town, "in_shares_two_thirds", "2/3", "1/3")),
    "mortgaged": (12, BOTH, lambda town: _mortgaged(town, "mortgaged", role="borrower")),
    "mortgaged_barred": (5, ("CN-2026",), lambda town: _mortgaged(town, "mortgaged_barred", bar=True)),
    "mortgaged_twice": (4, BOTH, _mortgaged_twice),
    "mortgaged_maximum": (4, BOTH, lambda town: _mortgaged(town, "mortgaged_maximum", subkind="MAXIMUM")),
    "mortgage_discharged": (4, BOTH, _discharged),
    "mortgaged_seized": (3, BOTH, _mortgaged_seized),
    "seized": (6, BOTH, lambda town: _seized(town, "seized", 70, 500)),
    "seizure_ends_today": (1, BOTH, lambda town: _seized(town, "seizure_ends_today", 365, 0)),
    "seizure_expired": (4, BOTH, lambda town: _seized(town, "seizure_expired", 800, -1)),
    "seizure_renewed": (3, BOTH, _renewed),
    "seizure_released": (3, BOTH, lambda town: _ended(town, "seizure_released", "RELEASE")),
    "seizure_withdrawn": (2, BOTH, lambda town: _ended(town, "seizure_withdrawn", "WITHDRAW")),
    "waiting_seizures": (3, BOTH, _waiting_seizures),
    "waiting_moved_up": (2, BOTH, _moved_up),
    "pre_seized_buyer": (3, BOTH, _pre_seized),
    "frozen_all": (2, BOTH, lambda town: _frozen(town, "ALL")),
    "frozen_transfer": (2, BOTH, lambda town: _frozen(town, "TRANSFER")),
    "frozen_mortgage": (2, BOTH, lambda town: _frozen(town, "MORTGAGE")),
    "frozen_certificate": (2, BOTH, lambda town: _frozen(town, "CERTIFICATE")),
    "expropriation": (2, BOTH, _expropriated),
    "freeze_expired": (2, BOTH, _freeze_expired),
    "dispute": (2, BOTH, _disputed),
    "objection_active": (4, BOTH, lambda town: _objected(town, "objection_active", 5)),
    "objection_lapsed": (3, BOTH, lambda town: _objected(town, "objection_lapsed", 60)),
    "objection_sued": (2, BOTH, _sued),
    "notice_own": (6, BOTH, _notice_own),
    "notice_other": (3, BOTH, _notice_other),
    "easement": (3, BOTH, _easement),
    "habitation": (4, ("CN-2026",), _habitation),
    "affordable": (6, BOTH, lambda town: _affordable(town, "affordable", 3)),
    "affordable_released": (3, BOTH, lambda town: _affordable(town, "affordable_released", 6)),
    "affordable_stock": (8, BOTH, lambda town: _stock(town, "affordable_stock", town.cast.company("sponsor"))),
    "new_stock": (24, BOTH, lambda town: _stock(town, "new_stock")),
    "construction": (6, BOTH, _construction),
    "construction_mortgaged": (3, BOTH, _construction_mortgaged),
    "presold": (4, BOTH, _presold),
    "school": (2, BOTH, _company_story("school", "school", "PUBLIC", "SCHOOL")),
    "non_profit": (1, BOTH, _company_story("non_profit", "club", "PUBLIC", "NON_PROFIT")),
    "company_owner": (5, BOTH, _company_story("company_owner", "trader", "OFFICE")),
    "commercial": (6, BOTH, lambda town: _used_as(town, "commercial", "COMMERCIAL")),
    "garage": (4, BOTH, lambda town: _used_as(town, "garage", "GARAGE")),
    "id_15_digits": (5, BOTH, _old_number),
    "minor_owner": (1, BOTH, lambda town: _owned_by(town, "minor_owner", "minor")),
    "child_owner": (1, BOTH, lambda town: _owned_by(town, "child_owner", "child")),
    "turning_18": (1, BOTH, lambda town: _owned_by(town, "turning_18", "nearly_of_age")),
    "elderly_60": (5, BOTH, lambda town: _aged(town, "elderly_60", "old_woman", 61)),
    "exactly_60": (1, BOTH, lambda town: _exactly(town, "exactly_60", 60, 0)),
    "not_yet_60": (1, BOTH, lambda town: _exactly(town, "not_yet_60", 60, -1)),
    "elderly_75": (4, BOTH, lambda town: _aged(town, "elderly_75", "old_man", 76)),
    "nearly_75": (1, BOTH, lambda town: _owned_by(town, "nearly_75", "nearly_75")),
    "just_75": (1, BOTH, lambda town: _owned_by(town, "just_75", "just_75")),
    "rare_character": (1, BOTH, lambda town: _owned_by(town, "rare_character", "rare_character")),
    "four_characters": (1, BOTH, lambda town: _owned_by(town, "four_characters", "four_characters")),
    "two_characters": (1, BOTH, lambda town: _owned_by(town, "two_characters", "two_characters")),
    "from_hong_kong": (1, BOTH, lambda town: _owned_by(town, "from_hong_kong", "from_hong_kong")),
    "from_abroad": (1, BOTH, lambda town: _owned_by(town, "from_abroad", "from_abroad")),
    "inherited": (2, BOTH, _inherited),
    "resold": (3, BOTH, _resold),
    "closed": (3, BOTH, _closed),
    "void_certificate": (3, BOTH, lambda town: _replaced(town, "void_certificate", "RENEWED")),
    "reissued": (3, BOTH, lambda town: _replaced(town, "reissued", "LOST")),
    "lost_certificate": (3, BOTH, lambda town: _plain(town, "lost_certificate")),
    "damaged_certificate": (3, BOTH, lambda town: _plain(town, "damaged_certificate")),
    "wrong_area": (4, BOTH, lambda town: _flat(town, "wrong_area", surveyed_area_m2="99.99")),
    "two_cases": (2, BOTH, lambda town: _plain(town, "two_cases")),
    "old_form_certificate": (5, ("CN-2026",), _old_form),
}
"""Scenario, how many houses of it, under which rule sets, and the story of one."""
