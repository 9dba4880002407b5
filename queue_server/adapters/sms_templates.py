"""What the large carriers have in common: they send templates of theirs, filled, and answer with codes. Data and small rules only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..domain.errors import Refused, Unavailable
from .sms import Letter, Receipt, Sent

SYSTEM = "SMS"
# What each kind of message fills in, in this order: the blanks a template registered with a carrier must have.
BLANKS: Mapping[str, tuple[str, ...]] = {
    "READY": ("tail", "phone"), "READY_FEE": ("tail", "fee", "phone"), "SUSPENDED": ("tail", "phone"), "RESUMED": ("tail", "due", "phone"),
    "RESUMED_LATER": ("tail", "phone"), "HALTED": ("tail", "phone"), "RETURNED": ("tail", "phone"), "OVERTIME": ("tail", "supervision"),
    "UNCOLLECTED": ("tail", "days", "phone"), "QUEUE_NEAR": ("number", "ahead"), "NO_SHOW": ("number",), "FOLLOW_UP": ("tail", "phone"),
    "COMPLAINT_ANSWERED": ("tail", "supervision"), "LAPSED": ("tail", "phone"),
    "APPOINTMENT_BOOKED": ("due", "code", "late", "phone"), "APPOINTMENT_MOVED": ("due", "code", "phone"),
    "APPOINTMENT_CANCELLED": ("due", "phone"), "APPOINTMENT_CLOSED": ("due", "phone"), "APPOINTMENT_REMINDER": ("due", "code", "phone"),
    **{f"HOME_{kind}": ("due", "phone") for kind in ("BOOKED", "DELIVERY_BOOKED", "REMINDER", "MOVED", "CANCELLED", "NOT_AGREED", "CLOSED")},
    "HOME_NOBODY": ("phone",), "HOME_TO_COUNTER": ("phone",), "HOME_MISSED": ("due", "supervision"),
    "PAPER_NEEDED": ("tail", "phone"), "DAY_HEAD": ("day", "seq", "head"),
    **{f"SUSPENDED_S0{ground}": ("tail", "phone") for ground in range(2, 9)},
}


@dataclass(frozen=True)
class Code:
    """What a carrier's code means to us: our word, and whether a later try can help."""

    word: str
    again: bool = False


@dataclass(frozen=True)
class Templates:
    """The carrier's names of the templates a hall has registered: kind of message -> code."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strange = sorted(set(self.codes) - set(BLANKS))
        if strange:
            raise ValueError(f"[adapters.options.sms] templates: {', '.join(strange)} is no kind of message; known are {', '.join(BLANKS)}")

    def of(self, letter: Letter) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """The template of a letter with its blanks in order; None where the hall registered none for this kind."""
        code = self.codes.get(letter.kind)
        if code is None:
            return None
        return code, tuple((name, letter.fill.get(name, "")) for name in BLANKS[letter.kind])


def verdict(table: Mapping[str, Code], code: str, reference: str = "") -> Sent:
    """A refusal by its code; one that the table does not know is not tried again, and a person sees it."""
    known = table.get(code, Code("REFUSED"))
    return Sent("FAILED_FOR_NOW" if known.again else "FAILED_FOR_GOOD", reference, known.word)


def hints(keys: list[str]) -> tuple[Receipt, ...]:
    """Receipts of a carrier that signs none: each only makes the hall ask (never believed as it stands)."""
    if not keys:
        raise Refused("NOT_JSON")
    return tuple(Receipt(key[:100], "UNKNOWN", believed=False) for key in keys)


def missing_sdk(package: str, extra: str) -> Unavailable:
    return Unavailable(f"SMS: the package {package} is not installed; install lideng[{extra}]", permanent=True)
