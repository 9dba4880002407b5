"""Telephone numbers of citizens in one form. Whether anybody answers there is not asked. Source: domain.md 9."""

from __future__ import annotations

import re

from queue_server.domain.checked_text import Checked, Fault, Source, judge, squeeze

DEFAULT_AREA_CODE = "0395"
TEST_SEGMENT = "161"
"""Numbers from 161 0000 0001 on are for tests: no operator has the segment, no message goes there."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))-?([0-9]{7,8})")
_LOCAL = re.compile(r"[0-9]{7,8}")
_COUNTRY = re.compile(r"^(?:\+|00)86-?(?=[0-9(])")


def check_telephone(
    text: str, source: Source = Source.TYPED, *, area_code: str = DEFAULT_AREA_CODE, mobile_only: bool = False
) -> Checked:
    """A mobile as 11 digits, a landline as "0395-1234567"; a local number gets the hall's ``area_code``.

    ``mobile_only`` where a message must reach the person. A number of the test segment carries a warning.
    """
    typed = squeeze(text)
    value = _COUNTRY.sub("", typed)
    if not value:
        return judge(value, source, (Fault.EMPTY,))
    digits = re.sub(r"[-—–().]", "", value)
    if _MOBILE.fullmatch(digits):
        warnings = (Fault.TELEPHONE_TEST_SEGMENT,) if is_test_number(digits) else ()
        return judge(digits, source, (), warnings)
    # Behind the country code the 0 of the area is left out, as in "+86 395 1234567".
    long_form = "0" + digits if value != typed and not digits.startswith("0") else digits
    landline = _LANDLINE.fullmatch(area_code + digits if _LOCAL.fullmatch(digits) else long_form)
    if landline:
        return judge(f"{landline[1]}-{landline[2]}", source, (Fault.TELEPHONE_FORM,) if mobile_only else ())
    return judge(value, source, (Fault.TELEPHONE_FORM,))


def is_mobile(number: str) -> bool:
    return bool(_MOBILE.fullmatch(number))


def is_test_number(number: str) -> bool:
    return is_mobile(number) and number.startswith(TEST_SEGMENT)
