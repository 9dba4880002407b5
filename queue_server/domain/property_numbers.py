"""Numbers of units and certificates: brought into one form, and checked as far as their form is known.

Nothing is looked up: whether a unit or certificate exists is the register's to say. Source: domain.md 9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from queue_server.domain.checked_text import Checked, Fault, Source, judge, squeeze

LENGTH_MAX = 64
"""Longer than any number ever printed on a certificate; a longer text is a mistake or an attack."""

HAN = "\u4e00-\u9fa5"

_UNIT = re.compile(
    r"(?P<area>[0-9]{6})(?P<district>[0-9]{3})(?P<sub_district>[0-9]{3})(?P<parcel_feature>[GJZ][A-Z])"
    r"(?P<parcel>[0-9]{5})(?P<fixture_feature>[FLQW])(?P<fixture>[0-9]{8})"
)
_TODAY = re.compile(rf"[{HAN}]（[0-9]{{4}}）[{HAN}]{{2,12}}不动产(权|证明)第[0-9]{{7,8}}号")
_LOCAL_2014 = re.compile(rf"[{HAN}]{{1,20}}字第[0-9A-Z\-]{{4,20}}号")


class UnitNumberScheme(StrEnum):
    """NATIONAL: 28 characters, GB/T 37346. LOCAL: the numbering of a place before that, opaque."""

    NATIONAL = "NATIONAL"
    LOCAL = "LOCAL"


class CertificateForm(StrEnum):
    TODAY_TITLE = "TODAY_TITLE"
    TODAY_PROOF = "TODAY_PROOF"
    LOCAL_2014 = "LOCAL_2014"
    OTHER = "OTHER"


@dataclass(frozen=True)
class UnitNumber:
    """The parts of a national unit number: area 6, district 3, sub-district 3, parcel feature 2 + 5, fixture 1 + 8."""

    area: str
    district: str
    sub_district: str
    parcel_feature: str
    parcel: str
    fixture_feature: str
    fixture: str


def read_unit_number(number: str) -> UnitNumber | None:
    """The parts of a national number; None if it has not that form. A bare parcel (fixture W) ends in eight zeros."""
    match = _UNIT.fullmatch(squeeze(number))
    if match is None or (match["fixture_feature"] == "W" and match["fixture"] != "00000000"):
        return None
    return UnitNumber(**match.groupdict())


def check_unit_number(
    text: str, scheme: UnitNumberScheme = UnitNumberScheme.NATIONAL, source: Source = Source.TYPED
) -> Checked:
    """The unit number without spaces, and whether it has the form of its scheme; a LOCAL one only must not be empty."""
    value = squeeze(text)
    if not value:
        return judge(value, source, (Fault.EMPTY,))
    if len(value) > LENGTH_MAX:
        return judge(value, source, (Fault.TOO_LONG,))
    formed = scheme is UnitNumberScheme.LOCAL or read_unit_number(value) is not None
    return judge(value, source, () if formed else (Fault.UNIT_NUMBER_FORM,))


def normalize_certificate_number(text: str) -> str:
    """The form in which certificate numbers are stored and compared: no spaces, half-width letters and digits,
    full-width round brackets, and 字第…号 or 第…号 complete where a hasty hand left a sign out.
    """
    number = squeeze(text).replace("(", "（").replace(")", "）")
    number = re.sub(r"(字|不动产权|不动产证明)(?=[0-9])", r"\1第", number)
    return number + "号" if re.search(r"第[0-9A-Z\-]+$", number) else number


def certificate_form(number: str) -> CertificateForm:
    """Which form a certificate number has; old certificates stay valid, so every hall meets all of them."""
    value = normalize_certificate_number(number)
    today = _TODAY.fullmatch(value)
    if today:
        return CertificateForm.TODAY_TITLE if today[1] == "权" else CertificateForm.TODAY_PROOF
    return CertificateForm.LOCAL_2014 if _LOCAL_2014.fullmatch(value) else CertificateForm.OTHER


def check_certificate_number(text: str, source: Source = Source.TYPED) -> Checked:
    """The number in its stored form. An unusual form is only a warning: places numbered as they liked before 2016."""
    value = normalize_certificate_number(text)
    if not value:
        return judge(value, source, (Fault.EMPTY,))
    if len(value) > LENGTH_MAX:
        return judge(value, source, (Fault.TOO_LONG,))
    unusual = certificate_form(value) is CertificateForm.OTHER
    return judge(value, source, (), (Fault.CERTIFICATE_NUMBER_UNUSUAL,) if unusual else ())


def normalize_blank_serial(text: str) -> str:
    """A blank serial (印制号) as it is compared: no spaces, half-width, capitals, no leading "NO."."""
    return re.sub(r"^(编号)?:?(NO\.?|№):?", "", squeeze(text))
