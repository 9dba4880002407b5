"""The names both sides share: routes, rooms, codes, slip kinds, headers, and how a figure in a sentence chooses the word behind it.

Imports nothing of the hall and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

API = "/api"
ACTS = f"{API}/acts"  # POST /api/acts/<act>: the only way anything changes
VIEWS = f"{API}/views"  # GET /api/views/<view>?...: what a role may read
HEALTH = "/healthz"
OPENAPI = f"{API}/openapi.json"
TEXTS = f"{API}/texts"  # GET /api/texts/<lang>.json
SIGN_IN = f"{API}/sign-in"
SIGN_OUT = f"{API}/sign-out"
LOCK = f"{API}/lock"
REAUTH = f"{API}/reauth"
ME = f"{API}/me"
TICKET_PAGE = "/t"  # /t/<token>: the phone page behind the slip's QR
ANNOUNCE = "/announce"  # /announce/<id>.wav

SEAT_HEADER = "X-Lideng-Seat"
CSRF_HEADER = "X-Lideng-Csrf"
IDEMPOTENCY_HEADER = "Idempotency-Key"
DEVICE_HEADER = "X-Lideng-Device"

LANGUAGES = ("zh-CN", "en")

# Socket.IO: one event each way. A client sends FOLLOW {"board": name}, and gets SNAPSHOT whenever the board changes
# and BEAT on the same path every BEAT_SECONDS; a snapshot with a seq it has already seen is to be dropped.
FOLLOW = "follow"
UNFOLLOW = "unfollow"
SNAPSHOT = "snapshot"
BEAT = "beat"
BEAT_SECONDS = 5
STALE_SECONDS = 15
LOST_SECONDS = 60


class Board(StrEnum):
    """Boards that are pushed. Those with a colon take what stands behind it: `window:3`, `citizen:3`, `console:3-a`, `ticket:<token>`."""

    HALL = "hall"
    PICKUP = "pickup"
    VOICE = "voice"  # voice:<zone>
    WINDOW = "window"  # window:<window_id>
    CITIZEN = "citizen"  # citizen:<window_id>
    CONSOLE = "console"  # console:<seat_id>
    SUPERVISOR = "supervisor"
    TICKET = "ticket"  # ticket:<token>


class SlipKind(StrEnum):
    TICKET = "TICKET"
    CONSULT_TICKET = "CONSULT_TICKET"
    PRE_REVIEW_SLIP = "PRE_REVIEW_SLIP"
    ONE_TIME_NOTICE = "ONE_TIME_NOTICE"
    REFUSAL_NOTICE = "REFUSAL_NOTICE"
    REFUSAL_DECISION = "REFUSAL_DECISION"
    ACCEPTANCE_RECEIPT = "ACCEPTANCE_RECEIPT"
    FEE_RECEIPT = "FEE_RECEIPT"
    COMPLETION_SLIP = "COMPLETION_SLIP"
    SUSPENSION_NOTICE = "SUSPENSION_NOTICE"
    WITHDRAWAL_CONFIRMATION = "WITHDRAWAL_CONFIRMATION"
    LAPSE_NOTICE = "LAPSE_NOTICE"
    DAY_HEAD = "DAY_HEAD"
    TEST_PAGE = "TEST_PAGE"


class PrintOutcome(StrEnum):
    """What the printing agent reports. UNKNOWN is never sent again by a machine: a person says whether the slip came out.

    UNPRINTABLE is no fault of the printer: what the slip says cannot be laid out, and trying again would change nothing.
    """

    PRINTED = "PRINTED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    UNPRINTABLE = "UNPRINTABLE"


class PrinterStatus(StrEnum):
    OK = "OK"
    PAPER_NEAR_END = "PAPER_NEAR_END"
    PAPER_OUT = "PAPER_OUT"
    OFFLINE = "OFFLINE"
    UNREACHABLE = "UNREACHABLE"
    UNKNOWN = "UNKNOWN"


class _Figure:
    """What fills a blank, and chooses the word behind it."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, choice: str) -> str:
        one, bar, many = choice.partition("|")
        return format(self.value, choice) if not bar else one if self.value in (1, "1") else many


class Fill(dict[str, Any]):
    """Fills the blanks of a sentence. In ``{count} {count:check is|checks are} open`` the first words go with one, the second with any
    other number. A blank that nobody fills becomes ``left``; without that it raises KeyError."""

    def __init__(self, values: Mapping[str, Any], left: str | None = None) -> None:
        super().__init__({name: _Figure(value) for name, value in values.items()})
        self.left = left

    def __missing__(self, name: str) -> _Figure:
        if self.left is None:
            raise KeyError(name)
        return _Figure(self.left)
