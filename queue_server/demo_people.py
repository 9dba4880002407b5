"""The fictional people of a demonstration: well-formed documents that belong to nobody, test telephones, made-up names.

The same seed gives the same people. Source of the numbers: domain.md 9 (area 990000, telephones 161…, fictional codes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count, product
from random import Random

from .domain.folio import add_months
from .domain.identity import (
    DocumentKind,
    credit_code_check_character,
    fictional_citizen_id,
    licence_check_digit,
    organisation_code_check_character,
)
from .domain.parties import PartyKind
from .people import People
from .person import Purpose

SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施曹严华金魏陶姜"
GIVEN = ("虚构", "示例", "样本", "演示", "模拟", "假设", "测试", "练习", "范例", "草稿", "试行", "甲乙", "丙丁", "子虚", "乌有")
FIRST_FREE_PHONE = 16_100_000_101


@dataclass(frozen=True)
class Character:
    """Somebody the demonstration guide speaks of by a role. The numbers stand in domain.md 9."""

    name: str
    number: str
    phone: str
    kind: DocumentKind = DocumentKind.CITIZEN_ID


KNOWN = {
    "seller": Character("张三丰", "990000198001010012", "16100000001"),
    "buyer": Character("李秀英", "990000198512120029", "16100000002"),
    "borrower": Character("欧阳测试", "99000019830425003X", "16100000003"),
    "joint_owner": Character("阿依古丽·测试", "990000197611300047", "16100000004"),
    "old_man": Character("王寿星", "990000193910010033", "16100000005"),
    "old_woman": Character("赵慧兰", "990000195105200087", "16100000006"),
    "minor": Character("孙少年", "990000201006010059", "16100000007", DocumentKind.HOUSEHOLD_REGISTER),
    "child": Character("周小宝", "990000201303150066", "16100000008", DocumentKind.HOUSEHOLD_REGISTER),
    "nearly_of_age": Character("吴将成", "990000200811220134", "16100000009", DocumentKind.HOUSEHOLD_REGISTER),
    "nearly_75": Character("郑七四", "990000195111230143", "16100000010"),
    "just_75": Character("冯七五", "990000195111220156", "16100000011"),
    "rare_character": Character("𠮷测试", fictional_citizen_id(date(1977, 7, 7), 17), "16100000012"),
    "four_characters": Character("司马虚构", fictional_citizen_id(date(1979, 9, 9), 19), "16100000013"),
    "two_characters": Character("王试", fictional_citizen_id(date(1988, 8, 8), 18), "16100000014"),
    "old_number": Character("陈旧号", "990000620304003", "16100000015"),
    "from_hong_kong": Character("何示例", "H00000001", "16100000016", DocumentKind.HK_MACAO_PERMIT),
    "from_abroad": Character("JOHN DOE", "TEST00001", "16100000017", DocumentKind.PASSPORT),
}
"""Who is shown by name; the first four are the cards of the simulated reader."""

COMPANIES = {
    "developer": ("漯河虚构置业有限公司", "91990000990000017L", "990000100000012"),
    "bank": ("虚构银行示范支行", "91990000990000025F", "990000100000029"),
    "trader": ("示例商贸有限公司", "91990000MA0000015Q", "99000010000003"),
    "school": ("虚构实验小学", "12990000990000041A", "99000010000004"),
    "club": ("示例社会服务中心", "52990000990000033B", "99000010000005"),
    "second_bank": ("样本商业银行营业部", "", "99000010000006"),
    "sponsor": ("漯河示例住房保障中心", "", "99000010000007"),
}
"""Name, credit code of today, and business licence number of 2014 (without its check digit where it is computed)."""


class Cast:
    """Makes people on demand and remembers each in the encrypted store."""

    def __init__(self, people: People, ruleset: str, at: datetime, seed: int) -> None:
        self.people = people
        self.ruleset = ruleset
        self.at = at
        self.chance = Random(seed)  # noqa: S311 - a seeded story, not a secret
        self._ids = (f"p_demo_{seed}_{number:04d}" for number in count(1))
        self._phones = count(FIRST_FREE_PHONE)
        self._names = self._all_names()
        self._sequence = count(100)
        self._known: dict[str, str] = {}

    def known(self, role: str) -> str:
        """The person_id of a character by role."""
        if role not in self._known:
            who = KNOWN[role]
            self._known[role] = self._remember(PartyKind.PERSON, who.name, who.kind, who.number, who.phone)
        return self._known[role]

    def company(self, role: str) -> str:
        """A company with the document of its time: a business licence in 2014, a credit code today."""
        if role not in self._known:
            name, code, licence = COMPANIES[role]
            kind = DocumentKind.BUSINESS_LICENCE if self.ruleset == "CN-2014" else DocumentKind.CREDIT_CODE
            if kind is DocumentKind.BUSINESS_LICENCE:
                number = licence if len(licence) == 15 else licence + licence_check_digit(licence)
            else:
                number = code or _credit_code(licence)
            self._known[role] = self._remember(PartyKind.COMPANY, name, kind, number, "", representative="法定代表人虚构")
        return self._known[role]

    def somebody(self, age_years: int | None = None, *, old_number: bool = False, days_older: int = 0) -> str:
        """A new person; with ``age_years`` that age was reached ``days_older`` days ago."""
        born_on = self._birthday(age_years, days_older)
        if old_number and born_on.year >= 2000:
            born_on = born_on.replace(year=1970, day=min(born_on.day, 28))
        number = fictional_citizen_id(born_on, next(self._sequence) % 1000)
        if old_number:
            number = number[:6] + number[8:17]
        return self._remember(PartyKind.PERSON, next(self._names), DocumentKind.CITIZEN_ID, number, str(next(self._phones)))

    def _birthday(self, age_years: int | None, days_older: int) -> date:
        today = self.at.date()
        if age_years is None:
            day = date.fromordinal(add_months(today, -12 * self.chance.randint(24, 58)).toordinal() - self.chance.randint(1, 360))
        else:
            day = date.fromordinal(add_months(today, -12 * age_years).toordinal() - days_older)
        return day.replace(day=28) if (day.month, day.day) == (2, 29) else day

    def _remember(
        self, kind: PartyKind, name: str, document: DocumentKind, number: str, phone: str, representative: str = ""
    ) -> str:
        return self.people.remember(
            kind, name, document, number, at=self.at, purpose=Purpose.REGISTER, phone=phone,
            legal_representative=representative, new_id=next(self._ids),
        )

    def _all_names(self) -> Iterator[str]:
        names = [surname + given for surname, given in product(SURNAMES, GIVEN)]
        self.chance.shuffle(names)
        yield from names
        for number in count(1):
            yield f"张示例{number}"


def _credit_code(licence_14: str) -> str:
    """A well-formed code of an organisation that does not exist."""
    organisation = f"9900{licence_14[-4:]}"
    first_17 = f"91990000{organisation}{organisation_code_check_character(organisation)}"
    return first_17 + credit_code_check_character(first_17)
