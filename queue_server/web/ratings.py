"""What a citizen sends from the phone page: a rating, that he is back for his missed number, who of his party came. No script.

The ticket's unguessable name is all the right there is, so nobody of the staff may rate from a browser he is signed in with (AB-35).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flask import request

from ..domain.errors import Refused
from ..domain.scene import Actor
from ..site import Site
from .auth import SEAT_COOKIE
from .errors import sentence

WORDS_MAX = 500
Rate = Callable[[str, Mapping[str, str], str], str]
ComeBack = Callable[[str, str], str]
CheckIn = Callable[[str, Mapping[str, str], str], str]
PARTY_ID_MAX = 20
SHOWN = re.compile(r"[0-9]{1,15}")


def rater(site: Site) -> Rate:
    """A function (token, form, language) that rates, and answers an empty text or the sentence of a "no"."""

    def rate(token: str, form: Mapping[str, str], lang: str) -> str:
        try:
            _rate(site, token, form, lang)
        except Refused as no:
            return sentence(no.code, dict(no.detail), lang)
        return ""

    return rate


def returner(site: Site) -> ComeBack:
    """A function (token, language) that takes a missed number up again, and answers an empty text or the sentence of a "no"."""

    def come_back(token: str, lang: str) -> str:
        with site.log.lock, site.log.connection():
            ticket = site.hall.state.tickets.get(site.hall.ticket_of_token(token) or "")
        if ticket is None:
            return ""  # the page itself says that there is no such number
        # One key for one miss: a form that is sent twice brings back once.
        try:
            site.reception.act("reinstate_own", {"token": token}, Actor(role="CITIZEN", device=f"phone:{ticket.ticket_id}", lang=lang),
                               f"miss-{ticket.misses}")
        except Refused as no:
            return sentence(no.code, dict(no.detail), lang)
        return ""

    return come_back


def arrivals(site: Site) -> CheckIn:
    """A function (token, form, language) that notes who came or left, and answers an empty text or the sentence of a "no" (N5)."""

    def check_in(token: str, form: Mapping[str, str], lang: str) -> str:
        with site.log.lock, site.log.connection():
            ticket_id = site.hall.ticket_of_token(token)
        if not ticket_id:
            return ""  # the page itself says that there is no such number
        party_id, here, shown = str(form.get("party_id", "")), str(form.get("here", "")), str(form.get("form", ""))
        try:
            if here not in ("yes", "no") or len(party_id) > PARTY_ID_MAX:
                raise Refused("BAD_INPUT", field="party_id" if here in ("yes", "no") else "here")
            # One key for one press on one page as it was shown: a form that is sent twice is noted once.
            key = f"here-{shown}-{party_id}-{here}" if SHOWN.fullmatch(shown) else None
            site.reception.act("check_in", {"token": token, "party_id": party_id, "here": here == "yes"},
                               Actor(role="CITIZEN", device=f"phone:{ticket_id}", lang=lang), key)
        except Refused as no:
            return sentence(no.code, dict(no.detail), lang)
        return ""

    return check_in


def _rate(site: Site, token: str, form: Mapping[str, str], lang: str) -> None:
    with site.log.lock, site.log.connection():
        ticket_id = site.hall.ticket_of_token(token)
    if not ticket_id:
        raise Refused("TICKET_UNKNOWN")
    if _staff_is_signed_in(site):
        raise Refused("RATE_NOT_STAFF")
    score = str(form.get("score", ""))
    if score not in ("1", "2", "3", "4", "5"):
        raise Refused("SCORE_MISSING")
    # One key for one ticket: a form that is sent twice is one rating, whatever the phone does.
    site.reception.act("rate", {"ticket_id": ticket_id, "score": int(score), "words": str(form.get("words", ""))[:WORDS_MAX]},
                       Actor(role="CITIZEN", device=f"phone:{ticket_id}", lang=lang))


def _staff_is_signed_in(site: Site) -> bool:
    now = site.clock.now()
    seats = {name.removeprefix(SEAT_COOKIE): value for name, value in request.cookies.items() if name.startswith(SEAT_COOKIE)}
    return any(site.accounts.session(value, seat, now) is not None for seat, value in seats.items())
