"""Who is asking: the seat of a signed-in person, an enrolled device, or nobody in particular.

The role is that of the seat somebody signed in at, read from the session's record, or the duty he was switched to there since;
nothing in a request can name a role.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request

from ..accounts import Session
from ..contract import CSRF_HEADER, DEVICE_HEADER, LANGUAGES, SEAT_HEADER
from ..domain.acts.windows import point_of
from ..domain.errors import Refused
from ..domain.scene import Actor
from ..site import Site

SEAT_COOKIE = "lideng-"
DEVICE_COOKIE = "lideng-device"
DEVICE_ROLES = {"KIOSK": "KIOSK", "PRINTER": "PRINTER", "DISPLAY": "DISPLAY", "CITIZEN": "CITIZEN_SCREEN", "WORKER": "WORKER"}
NOBODY = Actor(role="PUBLIC")


@dataclass(frozen=True)
class Caller:
    """Who asks, with the session if a person does; ``detail`` is what the device stands beside (a window)."""

    actor: Actor
    session: Session | None = None
    detail: str = ""


def language_of(request: Request) -> str:
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def seat_actor(site: Site, session: Session, lang: str) -> Actor:
    """The person at a seat, with the duty he has there now. Raises Refused when he is no longer on the roll."""
    return person_at(site, session.staff_id, session.seat, lang)


def person_at(site: Site, staff_id: str, seat_id: str, lang: str) -> Actor:
    """Somebody at a seat, also before his session is open. Raises Refused("SIGN_IN_FIRST") when he is not on the roll."""
    record = site.hall.state.staff.get(staff_id)
    if record is None:
        raise Refused("SIGN_IN_FIRST")
    seat = site.config.seat(seat_id)
    point = seat.id if seat.id in site.hall.state.windows else seat.window
    duty = site.hall.state.posts.get(seat.id)
    role = duty.post if duty is not None and duty.staff_id == record.staff_id else str(seat.post)
    return Actor(role=role, staff_id=record.staff_id, person_id=record.person_id, seat=seat.id, window_id=point,
                 device=f"console:{seat.id}", lang=lang)


def caller_of(site: Site, request: Request, *, change: bool, though_locked: bool = False) -> Caller:
    """Who asks by this request. A change by a seat needs its CSRF token back (AB-17).

    Raises Refused("SIGN_IN_FIRST"), also for a locked seat unless ``though_locked``.
    """
    lang = language_of(request)
    seat = request.headers.get(SEAT_HEADER, "")
    if seat:
        now = site.clock.now()
        session = site.accounts.session(request.cookies.get(f"{SEAT_COOKIE}{seat}", ""), seat, now)
        if session is None or (session.locked and not though_locked):
            raise Refused("SIGN_IN_FIRST")
        if change:
            if not site.accounts.same(request.headers.get(CSRF_HEADER, ""), session.csrf):
                raise Refused("CSRF")
            site.accounts.seen(session, now)
        return Caller(seat_actor(site, session, lang), session)
    token = request.headers.get(DEVICE_HEADER, "") or _bearer(request)
    from_cookie = not token
    token = token or request.cookies.get(DEVICE_COOKIE, "")
    device = site.accounts.device(token)
    if device is not None:
        if change and from_cookie and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise Refused("CSRF")
        return Caller(device_actor(device.device, device.kind, device.detail, lang), detail=device.detail)
    return Caller(Actor(role="PUBLIC", lang=lang))


def device_actor(device: str, kind: str, detail: str, lang: str) -> Actor:
    return Actor(role=DEVICE_ROLES.get(kind, "DISPLAY"), device=device, window_id=detail if kind == "CITIZEN" else "", lang=lang)


def _bearer(request: Request) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else ""


__all__ = ["NOBODY", "Caller", "caller_of", "language_of", "person_at", "point_of", "seat_actor"]
