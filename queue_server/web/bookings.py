"""The phone pages of appointments: book, look at, move, cancel. Plain forms without script; every channel uses the same acts.

Personal data come in a form's body and never in an address. The page of an appointment has an unguessable name, which is all the
right there is; it is also found by the short code with the end of the document. Nothing of a person is shown back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..booking_names import by_token, page_token
from ..clock import monotonic_seconds
from ..contract import LANGUAGES, Fill
from ..domain.errors import Refused, Unavailable
from ..domain.scene import Actor
from ..site import Site, texts
from ..views import read_view
from ..views.appointments import BOOKING_DOCUMENTS, page_part
from ..views.reading import Reading
from .errors import sentence
from .guard import Buckets, Rate, storable

PAGE = re.compile(r"[0-9a-f]{40}")
WRITES = Rate(burst=12, per_second=1 / 20)
"""So many forms an address may send: a family, a village's one wire; not a script that empties the calendar."""
FIELDS = ("at", "name", "document_kind", "document_no", "phone")
CITIZEN = "phone-page"
SAME_FORM_MAX = 20
"""So often the very same place can be booked and given back on one form."""


def blueprint(site: Site, nonce: Callable[[], str]) -> Blueprint:
    """All pages below /book."""
    pages = Blueprint("bookings", __name__)
    writes = Buckets(WRITES, monotonic_seconds)

    def language() -> str:
        asked = request.args.get("lang", "")
        return asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]

    def page(template: str, status: int = 200, **values: Any) -> Response:
        lang = language()
        words = texts(lang)["appointments"]
        other = next(one for one in LANGUAGES if one != lang)
        here = request.path if request.method == "GET" else values.get("back", "/book")
        kept = {k: v for k, v in request.args.items() if k in ("type", "day")} if request.method == "GET" else {}
        answer = make_response(render_template(
            f"front/{template}", lang=lang, other=other, words=words["page"], all=words, nonce=nonce(), hall=site.config.hall, here=here,
            kept=kept, fill=Fill, **values), status)
        answer.headers.update({"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex", "Cache-Control": "no-store", "Vary": "Accept-Language"})
        answer.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'nonce-{nonce()}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
        return answer

    def actor() -> Actor:
        return Actor(role="CITIZEN", device=CITIZEN, lang=language())

    def slots(type_code: str = "", day: str = "") -> dict[str, Any]:
        data: dict[str, Any] = read_view(site, Actor(role="PUBLIC"), "appointment_slots", {"type": type_code, "day": day}, language())["data"]
        return data

    def sent(do: Callable[[], str], again: Callable[[str], Response]) -> AnyResponse:
        """Carry out a form: done, it leads on; not done, the page says why and keeps what was written."""
        try:
            must_be_own_form()
            if not writes.may(request.remote_addr or ""):
                raise Refused("SLOW_DOWN")
            if not storable(request.form.to_dict(flat=False)):
                raise Refused("BAD_INPUT")
            return redirect(do(), 303)
        except Refused as no:
            return again(sentence(no.code, dict(no.detail), language()))
        except Unavailable as no:
            return again(sentence("UNAVAILABLE", {"system": no.system}, language()))

    def key_of(written: str) -> str:
        """The key of a form by what is written in it; another one where what it booked was given back since, so that it can be booked again."""
        for nth in range(SAME_FORM_MAX):
            key = f"book-{hashlib.sha256(site.secret + f'{nth}/{written}'.encode()).hexdigest()[:40]}"
            before = site.log.answered(site.hall.hall_id, f"{CITIZEN}:{key}")
            if before is None or before[1]["appointment_id"] in site.hall.state.appointments:
                return key
        raise Refused("SLOW_DOWN")

    def must_be_own_form() -> None:
        """A page elsewhere cannot send these forms in somebody's name (AB-17). Raises Refused("FORM_FROM_ELSEWHERE")."""
        said, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
        if said not in ("", "same-origin", "none") or not said and origin and urlsplit(origin).netloc != request.host:
            raise Refused("FORM_FROM_ELSEWHERE")

    @pages.get("/book")
    def choose() -> Response:
        return form(slots(request.args.get("type", "")[:12], request.args.get("day", "")[:10]))

    def form(data: Mapping[str, Any], problem: str = "", given: Mapping[str, str] | None = None, status: int = 200) -> Response:
        lang = language()
        short = "en" if lang == "en" else "zh"
        return page("book.html", status, data=data, short=short, problem=problem, given=given or {}, documents=BOOKING_DOCUMENTS, back="/book",
                    chosen=next((t for t in data["types"] if t["no"] == data["type"]), None))

    @pages.post("/book")
    def book() -> AnyResponse:
        given = {name: request.form.get(name, "")[:120].strip() for name in FIELDS}
        type_code = request.form.get("type", "")[:12]

        def do() -> str:
            # What is written is the key: the same form sent twice books once.
            key = key_of("\0".join([type_code, *given.values()]))
            done = site.reception.act("book_appointment", {"type_code": type_code, **given}, actor(), key)
            return url_for("bookings.appointment", token=page_token(site.hall, str(done.result["appointment_id"])), lang=language())

        return sent(do, lambda problem: form(slots(type_code, given["at"][:10]), problem, given, 409))

    @pages.get("/book/find")
    def look_for() -> Response:
        return page("book_find.html", problem="")

    @pages.post("/book/find")
    def find() -> AnyResponse:
        def do() -> str:
            code, end = request.form.get("code", "")[:12], request.form.get("last_four", "")[:4]
            with site.log.lock, site.log.connection():
                found = site.reception.appointments.by_code(request.remote_addr or "", code, end, site.clock.now())
            return url_for("bookings.appointment", token=page_token(site.hall, found.appointment_id), lang=language())

        return sent(do, lambda problem: page("book_find.html", 409, problem=problem, back="/book/find"))

    def own(token: str, problem: str = "", status: int = 200) -> Response:
        with site.log.lock, site.log.connection():
            record = by_token(site.hall, token) if PAGE.fullmatch(token) else None
            shown = page_part(Reading.of(site, actor(), language()), record) if record else None
        if record is None or shown is None:
            return page("book_gone.html", 404, problem=problem, back="/book")
        data = slots(record.type_code, request.args.get("day", "")[:10] or record.at.date().isoformat()) if "move" in request.args else None
        if shown["ticket_id"] and record.ticket_id in site.hall.state.tickets:
            shown = {**shown, "ticket_page": f"/t/{site.hall.token(record.ticket_id)}"}
        return page("book_own.html", status, shown=shown, token=token, data=data, problem=problem, short="en" if language() == "en" else "zh",
                    back=f"/book/{token}", moving="move" in request.args)

    @pages.get("/book/<token>")
    def appointment(token: str) -> Response:
        return own(token)

    @pages.post("/book/<token>/move")
    def move(token: str) -> AnyResponse:
        return change(token, "move_appointment", {"at": request.form.get("at", "")[:40]})

    @pages.post("/book/<token>/cancel")
    def cancel(token: str) -> AnyResponse:
        return change(token, "cancel_appointment", {})

    def change(token: str, act: str, more: Mapping[str, str]) -> AnyResponse:
        def do() -> str:
            record = by_token(site.hall, token) if PAGE.fullmatch(token) else None
            if record is None:
                raise Refused("APPOINTMENT_UNKNOWN")
            site.reception.act(act, {"appointment_id": record.appointment_id, **more}, actor())
            if act == "cancel_appointment":
                return url_for("bookings.cancelled", lang=language())
            return url_for("bookings.appointment", token=token, lang=language())

        return sent(do, lambda problem: own(token, problem, 409))

    @pages.get("/book/cancelled")
    def cancelled() -> Response:
        return page("book_gone.html", cancelled=True, problem="")

    return pages


__all__ = ["blueprint"]
