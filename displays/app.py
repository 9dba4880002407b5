"""The pages of the hall's screens, the spoken calls and the phone page, as one Flask blueprint. Decides and remembers nothing.

Everything it needs from the hall comes in as a callable, so that it may not import the hall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from displays.phone import is_token, phone_page
from displays.screens import DISPLAYS, Hall, Place, Texts, language_of, page_for, read_hall
from displays.voice import NotSpeakable, announcement_of
from queue_server.contract import ANNOUNCE, LANGUAGES, TICKET_PAGE

IMMUTABLE = "public, max-age=31536000, immutable"
Answer = AnyResponse | str | tuple[str, int]


class Clips(Protocol):
    """The recordings a hall speaks with (``displays.sound.ClipSet``)."""

    @property
    def edition(self) -> str: ...

    def join(self, clips: Sequence[str]) -> bytes: ...


def blueprint(
    hall_info: Callable[[], Mapping[str, Any]],
    nonce: Callable[[], str],
    import_map: Callable[[], Mapping[str, Any]],
    *,
    texts: Callable[[str], Mapping[str, Texts]],
    ticket_status: Callable[[str], Mapping[str, Any] | None],
    allowed: Callable[[str], bool],
    clips: Clips,
    rate: Callable[[str, Mapping[str, str], str], str] | None = None,
    come_back: Callable[[str, str], str] | None = None,
    check_in: Callable[[str, Mapping[str, str], str], str] | None = None,
) -> Blueprint:
    """All public pages.

    hall_info      names, windows, zones and registered screens: see ``displays.screens.read_hall``
    nonce          the nonce of this request's Content-Security-Policy
    import_map     what ``queue_server.web.build_assets.vendor_import_map`` answers
    texts          language -> sections; the sections ``board`` and ``phone`` are used
    ticket_status  token -> the data of the board ``ticket:<token>``, or None for a token that is unknown or of another day
    allowed        window_id -> whether the device that asks is paired with that window (citizen's screen)
    rate           (token, form, language) -> "" or the sentence why the rating was not taken; None where nobody is asked
    come_back      (token, language) -> "" or the sentence why the missed number was not taken up again
    check_in       (token, form, language) -> "" or the sentence why it was not noted who came or left
    clips          the recordings; the answer for one announcement never changes and may be kept for ever
    """
    pages = Blueprint(
        "displays", __name__, template_folder="templates", static_folder="static", static_url_path="/displays/static"
    )

    def board_texts() -> dict[str, Texts]:
        return {language: texts(language)["board"] for language in LANGUAGES}

    def unknown(status: int, sentence: str, hint: str) -> tuple[str, int]:
        lang = language_of(request.args.get("lang"))
        words = board_texts()[lang]
        page = render_template(
            "displays/unknown.html",
            lang=lang,
            words=words,
            sentence=_word(words, sentence),
            hint=_word(words, hint),
            nonce=nonce(),
        )
        return page, status

    @pages.get("/display/")
    def index() -> Answer:
        lang = language_of(request.args.get("lang"))
        return render_template(
            "displays/index.html",
            hall=read_hall(hall_info()),
            words=board_texts()[lang],
            lang=lang,
            nonce=nonce(),
            short="zh" if lang == LANGUAGES[0] else lang,
        )

    @pages.get("/display/<name>")
    @pages.get("/display/<name>/<place>")
    def screen(name: str, place: str = "") -> Answer:
        hall = read_hall(hall_info())
        display = DISPLAYS.get(name)
        if display is None or not _exists(hall, display.place, place):
            return unknown(404, "index.unknown", "index.unknown_hint")
        if display.private and not allowed(place):
            return unknown(403, "citizen.not_allowed", "citizen.not_allowed_hint")
        lang = language_of(request.args.get("lang"))
        told = page_for(name, place, hall, board_texts(), lang, request.args)
        return render_template(
            display.template,
            name=name,
            told=told,
            words=told["texts"][lang],
            lang=lang,
            hall=hall,
            nonce=nonce(),
            import_map=import_map(),
        )

    @pages.get(f"{ANNOUNCE}/<announcement_id>.wav")
    def announce(announcement_id: str) -> Answer:
        try:
            said = announcement_of(announcement_id, clips.edition)
        except NotSpeakable:
            return Response(status=404)
        if said.id != announcement_id:  # the recordings have changed since this id was made
            return redirect(url_for("displays.announce", announcement_id=said.id))
        return Response(clips.join(said.clips), mimetype="audio/wav", headers={"Cache-Control": IMMUTABLE})

    @pages.get(f"{TICKET_PAGE}/<token>")
    def ticket(token: str) -> Answer:
        return ticket_page(token)

    @pages.post(f"{TICKET_PAGE}/<token>")
    def rating(token: str) -> Answer:
        """The form of the page: taken, it leads back to the page; not taken, the page says why and keeps the form."""
        lang = language_of(request.args.get("lang") or request.accept_languages.best_match(LANGUAGES))
        problem = rate(token, request.form, lang) if rate is not None and is_token(token) else ""
        if problem:
            return ticket_page(token, problem)
        return redirect(url_for("displays.ticket", token=token, lang=lang), 303)

    @pages.post(f"{TICKET_PAGE}/<token>/back")
    def back_in_line(token: str) -> Answer:
        """The missed number is taken up again. The token is the right to it; looking at the page never does it (AB-16)."""
        lang = language_of(request.args.get("lang") or request.accept_languages.best_match(LANGUAGES))
        problem = come_back(token, lang) if come_back is not None and is_token(token) else ""
        if problem:
            return ticket_page(token, problem)
        return redirect(url_for("displays.ticket", token=token, lang=lang), 303)

    @pages.post(f"{TICKET_PAGE}/<token>/here")
    def who_is_here(token: str) -> Answer:
        """One of the parties came or left, or all are here. The token is the right to say so."""
        lang = language_of(request.args.get("lang") or request.accept_languages.best_match(LANGUAGES))
        problem = check_in(token, request.form, lang) if check_in is not None and is_token(token) else ""
        if problem:
            return ticket_page(token, problem)
        return redirect(url_for("displays.ticket", token=token, lang=lang), 303)

    def ticket_page(token: str, problem: str = "") -> Answer:
        lang = language_of(request.args.get("lang") or request.accept_languages.best_match(LANGUAGES))
        other = next(language for language in LANGUAGES if language != lang)
        words = texts(lang)["phone"]
        status = ticket_status(token) if is_token(token) else None
        if status is None:
            response = Response(
                render_template("displays/phone_gone.html", words=words, lang=lang, other=other, nonce=nonce()), 404
            )
        else:
            page = phone_page(status, words, lang, hall_info().get("settings", {}), still="still" in request.args, problem=problem)
            response = Response(
                render_template("displays/phone.html", page=page, words=words, lang=lang, other=other, nonce=nonce()), 409 if problem else 200
            )
            if page.refresh_seconds:
                # As a header, not a tag: the reader can switch it off by a link, and a page kept by the phone stays still.
                # A page that answers a form leads back to the page itself: a form is never sent twice by itself.
                back_to = f"; url={url_for('displays.ticket', token=token, lang=lang)}" if problem else ""
                response.headers["Refresh"] = f"{page.refresh_seconds}{back_to}"
        response.headers.update(
            {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Vary": "Accept-Language"}
        )
        response.headers["Content-Security-Policy"] = _policy(f"style-src 'nonce-{nonce()}'; img-src data:", "'self'")
        return response

    @pages.after_request
    def guard(response: Response) -> Response:
        if response.mimetype == "text/html":
            own = f"'self' 'nonce-{nonce()}'"
            response.headers.setdefault(
                "Content-Security-Policy",
                _policy(
                    f"script-src {own}; style-src {own}; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'"
                ),
            )
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return pages


def _policy(sources: str, forms: str = "'none'") -> str:
    return f"default-src 'none'; {sources}; base-uri 'none'; form-action {forms}; frame-ancestors 'self'"


def _exists(hall: Hall, kind: Place, place: str) -> bool:
    return {
        Place.NONE: place == "",
        Place.WINDOW: hall.window(place) is not None,
        Place.ZONE: hall.zone(place) is not None,
    }[kind]


def _word(words: Texts, key: str) -> str:
    section, _, name = key.partition(".")
    return str(words[section][name])
