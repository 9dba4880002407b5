"""The JSON API: acts, views, sign-in, devices, printers, health. Thin: it finds out who asks and hands on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from .. import __version__, contract
from ..accounts import Session
from ..domain.acts.slips import due, left_alone
from ..domain.errors import Refused
from ..domain.scene import Actor
from ..log import UNREADABLE
from ..reception import BadField
from ..site import Site, texts_json
from ..views import read_view, slow_part
from ..views.answers import told
from ..views.slips import slip_data, slip_seen_by
from .auth import DEVICE_COOKIE, SEAT_COOKIE, caller_of, language_of, person_at, seat_actor
from .bodies import Enrol, PrinterReport, PrintReport, Proof, SignIn, read_body
from .guard import storable
from .openapi import document

LOGGER = logging.getLogger("lideng.api")
BODY_MAX = 1_000_000
ARGUMENT_LENGTH_MAX = 200
RETRY_KEY_LENGTH_MAX = 80
ONE_USE_DEVICE_DAYS = 3650
WEIGHTY_ACTS = frozenset({"approve", "enter_register"})
"""Acts that change who owns what: the password must have been given lately (AB-29)."""


def blueprint(site: Site, in_thread: Callable[..., Any], slip_png: Callable[[dict[str, Any]], bytes]) -> Blueprint:
    """``in_thread(function, *args)`` runs slow work (passwords, pictures, figures) beside the event loop."""
    api = Blueprint("api", __name__)

    def body() -> dict[str, Any]:
        if request.content_length and request.content_length > BODY_MAX:
            raise Refused("TOO_LARGE")
        data = request.get_json(silent=True)
        if data is None and not request.get_data(cache=True):
            return {}
        if not isinstance(data, dict):
            raise Refused("NOT_JSON")
        if not storable(data):
            raise Refused("BAD_INPUT")
        return data

    @api.before_request
    def readable() -> None:
        if not storable([request.path, request.args.to_dict(flat=False)]):
            raise Refused("BAD_INPUT")

    def retry_key() -> str | None:
        key = request.headers.get(contract.IDEMPOTENCY_HEADER) or None
        if key and len(key) > RETRY_KEY_LENGTH_MAX:
            raise BadField("BAD_INPUT", contract.IDEMPOTENCY_HEADER, why="string_too_long")
        return key

    @api.post(f"{contract.ACTS}/<name>")
    def act(name: str) -> Response:
        caller = caller_of(site, request, change=True)
        if caller.actor.role == "PUBLIC" and name not in ("ask_for_person",):
            raise Refused("SIGN_IN_FIRST")
        if caller.session is not None and name in WEIGHTY_ACTS and not site.accounts.is_proved(caller.session, site.clock.now()):
            raise Refused("REAUTH_NEEDED")
        key, asked = retry_key(), body()
        if caller.actor.role == "CITIZEN_SCREEN" and asked.get("window_id") not in (None, caller.detail):
            raise Refused("NOT_ALLOWED", act=name)
        done = site.reception.act(name, asked, caller.actor, key)
        result = told(site, caller.actor, name, asked, done.result, language_of(request))
        return jsonify({"ok": True, "seq": done.seq, "result": result})

    @api.get(f"{contract.VIEWS}/<name>")
    def view(name: str) -> Response:
        caller = caller_of(site, request, change=False)
        args = request.args.to_dict()
        too_long = next((key for key, value in args.items() if len(value) > ARGUMENT_LENGTH_MAX), None)
        if too_long is not None:
            raise BadField("BAD_INPUT", too_long, why="string_too_long")
        slow = slow_part(site, caller.actor, name, args)
        if slow is not None:
            in_thread(slow)
        return _no_store(jsonify(read_view(site, caller.actor, name, args, language_of(request))))

    @api.get(f"{contract.TEXTS}/<lang>.json")
    def texts(lang: str) -> Response:
        if lang not in contract.LANGUAGES:
            raise Refused("NOT_FOUND")
        return Response(texts_json(lang), mimetype="application/json")

    @api.get(contract.OPENAPI)
    def openapi() -> Response:
        return jsonify(document())

    # --- coming and going -------------------------------------------------------------------------------------------

    @api.get(contract.ME)
    def me() -> Response:
        caller = caller_of(site, request, change=False, though_locked=True)
        if caller.session is None:
            raise Refused("SIGN_IN_FIRST")
        return _no_store(jsonify(_me(site, caller.actor, caller.session)))

    @api.post(contract.SIGN_IN)
    def sign_in() -> Response:
        asked, now = read_body(SignIn, body()), site.clock.now()
        seat_id = asked.seat
        if asked.token:
            staff_id, planned = site.accounts.use_one_use(asked.token, "SIGN_IN", now)
            seat_id = seat_id or planned
        else:
            staff_id = in_thread(site.accounts.check_password, asked.staff_no, asked.password, request.remote_addr or "", now)
        try:
            site.config.seat(seat_id)
        except KeyError:
            raise Refused("SEAT_UNKNOWN") from None
        record = site.hall.state.staff.get(staff_id)
        if record is None:
            raise Refused("SIGN_IN_WRONG")
        if str(site.config.seat(seat_id).post) not in record.roles:
            raise Refused("ROLE_MISSING", post=str(site.config.seat(seat_id).post))
        # The seat first: whoever may not leave what lies on his other table stays signed in there.
        site.hall.do("take_seat", person_at(site, staff_id, seat_id, language_of(request)))
        token, session = site.accounts.open_session(staff_id, seat_id, now)
        actor = seat_actor(site, session, language_of(request))
        answer = jsonify(_me(site, actor, session))
        answer.set_cookie(f"{SEAT_COOKIE}{seat_id}", token, httponly=True, samesite="Strict", secure=request.is_secure, path="/",
                          max_age=site.config.auth.absolute_hours * 3600)
        return _no_store(answer)

    @api.get("/api/one-use/<token>")
    def look_at_link(token: str) -> Response:
        """What a one-use link is for; looking does not use it up (AB-16)."""
        found = site.accounts.look_at_one_use(token, "SIGN_IN", site.clock.now())
        if found is None:
            raise Refused("LINK_USED")
        record = site.hall.state.staff.get(found[0])
        if record is None:
            raise Refused("LINK_USED")
        name = site.people.read(record.person_id).name
        return _no_store(jsonify({"seat": found[1], "staff_no": record.staff_no, "name": name}))

    @api.post(contract.SIGN_OUT)
    def sign_out() -> Response:
        caller = caller_of(site, request, change=True, though_locked=True)
        if caller.session is None:
            raise Refused("SIGN_IN_FIRST")
        site.hall.do("leave_seat", caller.actor)
        site.accounts.close_session(caller.session.digest)
        answer = jsonify({"ok": True})
        answer.delete_cookie(f"{SEAT_COOKIE}{caller.actor.seat}", path="/")
        return answer

    @api.post(contract.LOCK)
    def lock() -> Response:
        caller = caller_of(site, request, change=True, though_locked=True)
        if caller.session is None:
            raise Refused("SIGN_IN_FIRST")
        site.accounts.lock(caller.session)
        return jsonify({"ok": True})

    @api.post(contract.REAUTH)
    def reauth() -> Response:
        """Show again who sits here, before an act that weighs much."""
        caller, asked, now = caller_of(site, request, change=True), read_body(Proof, body()), site.clock.now()
        if caller.session is None:
            raise Refused("SIGN_IN_FIRST")
        record = site.hall.state.staff[caller.session.staff_id]
        proved = in_thread(site.accounts.check_password, record.staff_no, asked.password, request.remote_addr or "", now)
        if proved != caller.session.staff_id:
            raise Refused("SIGN_IN_WRONG")
        site.accounts.prove(caller.session, now)
        return jsonify({"ok": True})

    @api.post("/api/devices/enrol")
    def enrol() -> Response:
        """Turn a one-use device link into the device's own token, in a cookie and, for agents, in the answer."""
        asked, now = read_body(Enrol, body()), site.clock.now()
        device, detail = site.accounts.use_one_use(asked.token, "DEVICE", now)
        kind, _, place = detail.partition(":")
        token = site.accounts.enrol(device, kind, now, place)
        site.hall.do("enrol_device", Actor(role="ADMIN", device="enrolment"), None, device=device, kind=kind)
        answer = jsonify({"device": device, "kind": kind, "place": place, "token": token if asked.agent else None})
        if not asked.agent:
            answer.set_cookie(DEVICE_COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure, path="/",
                              max_age=ONE_USE_DEVICE_DAYS * 86400)
        return _no_store(answer)

    # --- printers ---------------------------------------------------------------------------------------------------

    def printer_actor() -> Actor:
        caller = caller_of(site, request, change=True)
        if caller.actor.role != "PRINTER":
            raise Refused("NOT_ALLOWED", act="print")
        return caller.actor

    @api.get("/api/printers/<printer>/next")
    def next_job(printer: str) -> Response:
        """The job this printer is to print now, or null. Taking it is a change, so it is asked with the printer's own token."""
        return jsonify({"job": take_print_job(site, printer_actor(), printer)})

    @api.post("/api/printers/<printer>/jobs/<job_id>")
    def report(printer: str, job_id: str) -> Response:
        actor, asked = printer_actor(), read_body(PrintReport, body())
        site.hall.do("report_slip", actor, retry_key(), job_id=job_id, outcome=str(asked.outcome), status=str(asked.status), detail=asked.detail)
        return jsonify({"ok": True})

    @api.post("/api/printers/<printer>/status")
    def status(printer: str) -> Response:
        actor, asked = printer_actor(), read_body(PrinterReport, body())
        site.hall.do("report_printer", actor, None, printer=printer, status=str(asked.status))
        return jsonify({"ok": True})

    @api.get("/api/slips/<job_id>.png")
    def picture(job_id: str) -> Response:
        caller = caller_of(site, request, change=False)
        job = slip_seen_by(site, caller.actor, job_id)
        return Response(in_thread(slip_png, job), mimetype="image/png", headers={"Cache-Control": "no-store"})

    # --- health -----------------------------------------------------------------------------------------------------

    @api.get(contract.HEALTH)
    def health() -> Response:
        """200 with version, log head and the state of every part; 503 when the log cannot be read."""
        try:
            seq, head = site.log.head(site.hall.hall_id)
        except UNREADABLE:
            LOGGER.exception("the log cannot be read")
            seq, head = 0, ""
        parts = {"log": "ok" if head else "unreadable", "register": "ok", "clock": "set back" if site.clock.set_back_seconds > 1 else "ok",
                 "printers": dict(site.hall.state.printers), "slips_waiting": len(site.hall.state.slips),
                 "messages_waiting": len(site.hall.state.messages),
                 "day": site.hall.state.day.business_day.isoformat() if site.hall.state.day else None,
                 "voice": site.notes.get("voice_problems", []),
                 "calendar": [m.year for m in site.config.calendar.missing_years_ahead(site.clock.now().date()) if m.loud]}
        answer = _no_store(jsonify({"version": __version__, "hall": site.hall.hall_id, "ruleset": site.config.ruleset,
                                    "log": {"seq": seq, "head": head}, "state_seq": site.hall.state.seq,
                                    "now": site.clock.now().isoformat(), "parts": parts}))
        answer.status_code = 200 if head else 503
        return answer

    return api


def take_print_job(site: Site, actor: Actor, printer: str) -> dict[str, Any] | None:
    """Take the next job of a printer and compose it. A poll that finds nothing writes nothing. Raises Refused("PRINTER_UNKNOWN").

    A job that cannot be put together is UNPRINTABLE at once and the next one is taken: each round leaves one job fewer.
    """
    if printer not in {p.id for p in site.config.printers}:
        raise Refused("PRINTER_UNKNOWN", printer=printer)
    while any(s.printer == printer and (due(s) or left_alone(s, site.clock.now())) for s in site.hall.state.slips.values()):
        job_id = site.hall.do("take_slip", actor, None, printer=printer).result["job_id"]
        if not job_id:
            return None
        try:
            return slip_data(site, str(job_id))
        except Exception as fault:  # whatever a slip's data lack: the next citizen's slip must not wait for it
            LOGGER.exception("the slip of job %s cannot be put together", job_id)
            site.hall.do("report_slip", actor, None, job_id=job_id, outcome="UNPRINTABLE", detail=f"data {type(fault).__name__}")
    return None


def _me(site: Site, actor: Actor, session: Session) -> dict[str, Any]:
    return {**read_view(site, actor, "me", {}, actor.lang)["data"], "csrf": session.csrf, "locked": session.locked}


def _no_store(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
