"""Every "no" and every failure as one JSON shape with a sentence in the asker's language, and nothing of the inside (AB-42)."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from .. import contract
from ..domain.errors import Broken, Refused, Unavailable
from ..site import texts
from ..views.words import in_words
from .auth import language_of

LOGGER = logging.getLogger("lideng.web")
JSON_PLACES = (f"{contract.API}/", "/kiosk/api/", contract.HEALTH)
# Codes that are not 409 (refused by a rule of the hall).
STATUS = {
    "BAD_INPUT": 422, "K02": 422, "K03": 422, "DOCUMENT_BAD": 422, "DOCUMENT_MISSING": 422, "NAME_MISSING": 422, "PHONE_BAD": 422,
    "DOCUMENT_KIND_UNKNOWN": 422, "SIGNATURE_MISSING": 422, "FIELD_BAD": 422, "FIELD_UNKNOWN": 422, "ANSWER_BAD": 422, "PASSWORD_SHORT": 422,
    "NOT_JSON": 400, "TOO_LARGE": 413, "ACT_UNKNOWN": 404, "VIEW_UNKNOWN": 404, "CASE_UNKNOWN": 404, "TICKET_UNKNOWN": 404, "WINDOW_UNKNOWN": 404,
    "NOTICE_UNKNOWN": 404, "SLIP_UNKNOWN": 404, "BOARD_UNKNOWN": 404, "PARTY_UNKNOWN": 404, "LOCK_UNKNOWN": 404, "ALARM_GONE": 404,
    "PRINTER_UNKNOWN": 404,
    "SIGN_IN_FIRST": 401, "REAUTH_NEEDED": 401,
    "SIGN_IN_WRONG": 401, "LINK_USED": 400, "NOT_ALLOWED": 403, "CSRF": 403, "ROLE_MISSING": 403, "NOT_YOURS": 403,
    "APPOINTMENT_UNKNOWN": 404, "APPOINTMENT_NOT_FOUND": 404, "SLOT_UNKNOWN": 422, "SLOT_PAST": 422,
    "RECEIPT_UNSIGNED": 401, "RECEIPT_UNKNOWN": 404, "COMPLAINT_UNKNOWN": 404, "SUGGESTION_UNKNOWN": 404, "NUMBER_UNKNOWN": 404,
    "MESSAGE_GONE": 404, "RATE_NOT_STAFF": 403, "WORDS_MISSING": 422, "CONTACT_MISSING": 422,
    "LOCKED": 429, "SLOW_DOWN": 429, "TRIED_TOO_OFTEN": 429, "NUMBER_NOT_PROVED": 422, "SLIP_NOT_OF_TODAY": 404, "STAFF_UNKNOWN": 403,
    "NOT_WINDOW_LEAD": 403, "SWITCH_GONE": 404, "ADVICE_GONE": 404,
}


def sentence(code: str, detail: dict[str, Any], lang: str) -> str:
    """The sentence of a code: what happened, what it means, what to do (domain.md 7.8). What nobody fills stays visible as an ellipsis."""
    words = texts(lang).get("error", {})
    template = words.get(code) or words.get("REFUSED", code)
    return str(template).format_map(contract.Fill({k: v for k, v in in_words(detail, lang).items() if isinstance(v, (str, int, float))}, left="…"))


def body_of(problem: Exception, lang: str) -> tuple[dict[str, Any], int]:
    """The JSON and the status of a problem. What nobody foresaw gets a reference number and no more."""
    if isinstance(problem, Refused):
        detail = dict(problem.detail)
        return {"error": {"code": problem.code, "message": sentence(problem.code, detail, lang), "detail": detail,
                          "field": getattr(problem, "field", None), "reference": None}}, STATUS.get(problem.code, 409)
    if isinstance(problem, Unavailable):
        return {"error": {"code": "UNAVAILABLE", "message": sentence("UNAVAILABLE", {"system": problem.system}, lang),
                          "detail": {"system": problem.system, "permanent": problem.permanent}, "field": None, "reference": None}}, 503
    reference = secrets.token_hex(4)
    LOGGER.error("reference %s: %s", reference, "the record is broken" if isinstance(problem, Broken) else "unforeseen", exc_info=problem)
    return {"error": {"code": "BROKEN", "message": sentence("BROKEN", {"reference": reference}, lang), "detail": {}, "field": None,
                      "reference": reference}}, 500


def answer_of(problem: Exception, lang: str) -> tuple[Response, int]:
    body, status = body_of(problem, lang)
    return jsonify(body), status


def register_errors(app: Flask) -> None:
    @app.errorhandler(Refused)
    @app.errorhandler(Unavailable)
    @app.errorhandler(Broken)
    def _hall_error(problem: Exception) -> tuple[Response, int]:
        return answer_of(problem, language_of(request))

    @app.errorhandler(HTTPException)
    def _http_error(problem: HTTPException) -> tuple[Response, int]:
        code = {404: "NOT_FOUND", 405: "METHOD", 413: "TOO_LARGE", 400: "NOT_JSON", 415: "NOT_JSON"}.get(problem.code or 500, "REFUSED")
        status, said = problem.code or 500, sentence(code, {}, language_of(request))
        if request.path.startswith(JSON_PLACES):
            answer = jsonify({"error": {"code": code, "message": said, "detail": {}, "field": None, "reference": None}})
        else:
            answer = Response(said, mimetype="text/plain")
        if isinstance(problem, MethodNotAllowed) and problem.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(problem.valid_methods))
        return answer, status

    @app.errorhandler(Exception)
    def _unforeseen(problem: Exception) -> tuple[Response, int]:
        return answer_of(problem, language_of(request))
