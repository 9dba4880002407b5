"""Where carriers report what became of a message: POST /api/sms/receipts/<gateway>. Signed, or taken as no more than a hint.

Nothing that comes in is answered with more than "taken" or "no"; no number is read, kept or logged.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from ..clock import wall_seconds
from ..domain.errors import Refused
from ..site import Site
from ..worker import gateway_of, take_receipts

BODY_MAX = 200_000


def blueprint(site: Site) -> Blueprint:
    pages = Blueprint("sms_receipts", __name__)

    @pages.post("/api/sms/receipts/<gateway>")
    def receipts(gateway: str) -> Response:
        """Twice is once; a message nobody sent is 404, so that a carrier sees its mistake."""
        if gateway != site.config.adapters.sms:
            raise Refused("RECEIPT_UNKNOWN")
        if request.content_length is not None and request.content_length > BODY_MAX:
            raise Refused("TOO_LARGE")
        body = request.get_data(cache=False)
        if len(body) > BODY_MAX:
            raise Refused("TOO_LARGE")
        changed = take_receipts(site, gateway_of(site).receipts(body, request.headers, wall_seconds()))
        # Both spellings, because the two large carriers look for one of them before they stop repeating.
        return jsonify({"ok": True, "changed": changed, "code": 0, "result": 0, "errmsg": "OK"})

    return pages
