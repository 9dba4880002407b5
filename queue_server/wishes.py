"""The shape of every act that can be asked from outside, one pydantic model each, checked before anything else sees it.

From these the OpenAPI document is made. A field that is personal is marked; a field nobody knows is refused. Whether the wish
may come true is not judged here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:/-]+$")]
MaybeId = Annotated[str, StringConstraints(max_length=64, pattern=r"^[\w.:/-]*$")]
Word = Annotated[str, StringConstraints(max_length=40)]
Text = Annotated[str, StringConstraints(max_length=500)]
Personal = Annotated[str, StringConstraints(max_length=120)]
Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_:@.-]*$")]


class Wish(BaseModel):
    """An act's body. Nothing but the named fields is taken."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Nothing(Wish):
    """No fields."""


class Representative(Wish):
    """An agent or guardian. Personal."""

    name: Personal
    document_kind: Word = "CITIZEN_ID"
    document_no: Personal
    phone: Personal = ""


class PartyWish(Wish):
    """A party as it was entered. Personal. A left-out document number keeps the one that is known."""

    party_id: Id
    role: Word
    kind: Literal["PERSON", "COMPANY"] = "PERSON"
    name: Personal = ""
    document_kind: Word = "CITIZEN_ID"
    document_no: Personal | None = None
    phone: Personal | None = None
    source: Literal["TYPED", "CARD"] = "TYPED"
    expires_on: date | None = None
    share: Annotated[str, StringConstraints(pattern=r"^\d{1,3}/\d{1,3}$")] | None = None
    here: bool = True
    by_agent: bool | None = False
    agent: Representative | None = None
    guardian: Representative | None = None
    incapable: bool = False
    overseas: bool | None = False
    lender: bool | None = None
    small_enterprise: bool = False


class OpenReview(Wish):
    type_code: Id
    channel: Literal["KIOSK", "DESK", "PHONE"] = "KIOSK"
    who: Literal["SELF", "AGENT", "GUARDIAN", "COMPANY"] = "SELF"
    lang: Literal["zh-CN", "en"] = "zh-CN"


class SetParties(Wish):
    review_id: Id
    parties: Annotated[list[PartyWish], Field(min_length=1, max_length=20)]


class Answer(Wish):
    review_id: Id
    facts: dict[Annotated[str, StringConstraints(max_length=80, pattern=r"^[\w@.:-]+$")], bool] = {}
    documents: dict[Annotated[str, StringConstraints(max_length=80)], Word] = {}


class LookUp(Wish):
    review_id: Id
    certificate_no: Personal = ""
    unit_no: Personal = ""


class OfReview(Wish):
    review_id: Id


class SignNotice(OfReview):
    notice_no: Word


class TakeTicket(Wish):
    review_id: Id
    here: list[Id] | None = None


class TakeConsultTicket(Wish):
    review_id: Id | None = None
    reason: Text = ""


class GiveNotice(Wish):
    review_id: Id
    extra_reason: Text = ""


class ResolveFinding(Wish):
    review_id: Id
    resolve: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    words: Text


class RefuseReview(Wish):
    review_id: Id
    reasons: Annotated[list[Word], Field(min_length=1, max_length=19)]
    words: Text
    lifts: Text = ""


class ResumeReview(Wish):
    notice_no: Annotated[str, StringConstraints(min_length=1, max_length=60)]


class AskForPerson(Wish):
    place: Word = ""
    kiosk: Word = ""
    ticket_id: MaybeId = ""
    review_id: MaybeId = ""


class OfTicket(Wish):
    ticket_id: Id


class ReinstateOwn(Wish):
    """A missed number and whose it is: the name in the slip's code, or the number with the end of a document. Personal."""

    token: Annotated[str, StringConstraints(max_length=128, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    number: Annotated[str, StringConstraints(max_length=12, pattern=r"^[A-Za-z0-9]*$")] = ""
    last_four: Annotated[str, StringConstraints(max_length=4, pattern=r"^[A-Za-z0-9]*$")] = ""


class CheckIn(ReinstateOwn):
    """Whose number it is, shown as for a missed one, and which party came or left; without a party: all are here now."""

    party_id: MaybeId = ""
    here: bool = True


class JoinNumber(ReinstateOwn):
    """The number somebody else took, by itself or by its slip's code, and always the end of his own document. Personal."""


class OfCase(Wish):
    case_id: Id


class PauseWindow(Wish):
    reason: Text


class WithReason(Wish):
    reason: Text


class CancelTicket(Wish):
    ticket_id: Id
    reason: Text


class TransferTicket(Wish):
    reason: Text
    lane: Word = ""
    window_id: MaybeId = ""


class SetPresence(Wish):
    ticket_id: Id
    party_id: Id
    here: bool


class Escort(Wish):
    ticket_id: Id
    window_id: Id


class HandOver(Wish):
    ticket_id: Id
    arrived: bool = True


class Undo(Wish):
    seq: int


class TickDocument(Wish):
    ticket_id: Id
    key: Annotated[str, StringConstraints(max_length=80)]
    original: bool
    pages: int = 0


class FillApplication(Wish):
    ticket_id: Id
    details: dict[Word, str | int | None]


class RecordInquiry(Wish):
    ticket_id: Id
    answers: dict[Word, bool | str] = {}
    signed: bool = False


class CorrectParty(Wish):
    """Personal: what was typed wrongly at the kiosk, put right at the window. Left-out fields stay."""

    ticket_id: Id
    party_id: Id
    fields: dict[Word, Any]


class ShowCitizen(Wish):
    ticket_id: Id
    step: Word = "CHECK"


class CitizenWindow(Wish):
    window_id: Id
    what: Word = ""


class CitizenOnPaper(Wish):
    ticket_id: Id
    words: Text


class RefuseAcceptance(Wish):
    ticket_id: Id
    reasons: Annotated[list[Word], Field(min_length=1, max_length=19)]
    words: Text


class RevealIdentity(Wish):
    party_id: Id
    what: Literal["document_no", "phone", "agent_document_no", "agent_phone"] = "document_no"
    reason: Word
    words: Text = ""
    ticket_id: MaybeId = ""
    case_id: MaybeId = ""
    review_id: MaybeId = ""


class VerifyIdentity(Wish):
    party_id: Id
    ok: bool
    ticket_id: MaybeId = ""
    review_id: MaybeId = ""


class LookUpAgain(Wish):
    ticket_id: MaybeId = ""
    case_id: MaybeId = ""
    review_id: MaybeId = ""


class AnswerCheck(Wish):
    case_id: Id
    check: Word
    ok: bool
    remark: Text = ""


class Approve(Wish):
    case_id: Id
    opinion: Text


class EnterRegister(Wish):
    case_id: Id
    folio_version: int | None = None


class Pages(Wish):
    case_id: Id
    pages: int


class Suspend(Wish):
    case_id: Id
    reason: Word
    words: Text
    deadline_days: int | None = None


class Resume(Wish):
    case_id: Id
    what_came: Text


class ReturnFile(Wish):
    case_id: Id
    reasons: Annotated[list[Word], Field(min_length=1, max_length=19)]
    words: Text


class Countersign(Wish):
    case_id: Id
    agree: bool = True
    words: Text = ""


class Withdraw(Wish):
    case_id: Id
    signed_by: list[Id]
    words: Text = ""


class CaseWords(Wish):
    case_id: Id
    words: Text = ""


class SetTax(Wish):
    case_id: Id
    state: Literal["PENDING", "CLEARED", "EXEMPT"]
    voucher_no: Word = ""


class Certify(Wish):
    case_id: Id
    blank_serial: Word = ""
    blank_serials: list[Word] = []


class SpoilBlank(Wish):
    blank_serial: Word
    reason: Text
    case_id: MaybeId = ""
    second_staff_no: Word = ""
    second_password: Personal = ""


class TakeFee(Wish):
    case_id: Id
    means: Word = ""
    waiver: Text | None = None
    words: Text = ""


class SignaturePaper(Wish):
    kind: Literal["IMAGE", "PAPER"]
    png: Annotated[str, StringConstraints(max_length=400_000)] = ""
    reference: Word = ""


class Deliver(Wish):
    case_id: Id
    recipient_party_id: Id
    id_checked: bool
    by_agent: bool = False
    poa_seen: bool = False
    signature: SignaturePaper


class ConfirmPrinted(Wish):
    job_id: Id
    came_out: bool


class SettleSlip(Wish):
    job_id: Id
    result: Literal["SHOWN", "HANDWRITTEN", "GIVEN_UP"]


class Reprint(Wish):
    ticket_id: MaybeId = ""
    job_id: MaybeId = ""


class NoteTicket(Wish):
    ticket_id: Id
    words: Text


class FindPerson(Wish):
    """Personal: a number never stands in an address."""

    document_no: Personal = ""
    phone: Personal = ""


class AnswerHelp(Wish):
    help_id: Id


class Alarm(Wish):
    alarm_id: Id
    words: Text = ""


class CloseAlarm(Wish):
    alarm_id: Id
    reason: Text


class AddPaper(Wish):
    case_id: Id
    key: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    pages: Annotated[int, Field(ge=1, le=999)]


class LockUnit(Wish):
    delivered_at: datetime
    unit_no: Personal = ""
    certificate_no: Personal = ""


class UnlockUnit(Wish):
    lock_id: Id
    reason: Text


class Against(Wish):
    """Personal."""

    name: Personal
    document_kind: Word = "CITIZEN_ID"
    document_no: Personal


class EnterRestriction(Wish):
    lock_id: Id
    kind: Literal["SEIZURE", "PRE_SEIZURE", "FREEZE", "OBJECTION"]
    authority: Text
    document_no: Word
    file_no: Word = ""
    starts_on: date | None = None
    ends_on: date | None = None
    scope: Literal["ALL", "TRANSFER", "MORTGAGE", "CERTIFICATE"] = "ALL"
    against: Against | None = None
    objector: Against | None = None
    matter: Text = ""
    evidence: Text = ""
    words: Text = ""


class RenewRestriction(Wish):
    lock_id: Id
    record_id: Id
    document_no: Word
    ends_on: date | None = None
    authority: Text = ""


class ReleaseRestriction(Wish):
    lock_id: Id
    record_id: Id
    authority: Text = ""
    document_no: Word = ""
    mistaken: bool = False
    words: Text = ""


WISHES: dict[str, type[Wish]] = {
    "open_review": OpenReview, "set_parties": SetParties, "answer": Answer, "look_up": LookUp, "decide_review": OfReview,
    "take_review": OfReview, "confirm_pass": OfReview, "sign_notice": SignNotice, "resolve_finding": ResolveFinding,
    "take_ticket": TakeTicket, "take_consult_ticket": TakeConsultTicket,
    "give_notice": GiveNotice, "refuse_review": RefuseReview, "resume_review": ResumeReview, "drop_review": OfReview,
    "ask_for_person": AskForPerson, "answer_help": AnswerHelp,
    "open_window": Nothing, "pause_window": PauseWindow, "resume_window": Nothing, "close_window": Nothing, "call_next": Nothing,
    "acknowledge": OfTicket, "call_again": Nothing, "no_show": Nothing, "start_serving": Nothing, "return_to_line": WithReason,
    "transfer_ticket": TransferTicket, "end_service": Nothing, "set_presence": SetPresence, "undo": Undo,
    "tick_document": TickDocument, "fill_application": FillApplication, "record_inquiry": RecordInquiry,
    "show_citizen": ShowCitizen, "print_papers": OfTicket, "correct_party": CorrectParty,
    "citizen_confirm": CitizenWindow, "citizen_object": CitizenWindow,
    "citizen_confirm_on_paper": CitizenOnPaper, "accept": OfTicket, "refuse_acceptance": RefuseAcceptance,
    "reveal_identity": RevealIdentity, "verify_identity": VerifyIdentity, "look_up_again": LookUpAgain,
    "answer_check": AnswerCheck, "approve": Approve, "enter_register": EnterRegister, "hand_over_file": Pages,
    "suspend": Suspend, "resume": Resume, "return_file": ReturnFile, "countersign_return": Countersign, "withdraw": Withdraw,
    "explain_overtime": CaseWords, "resume_halted": CaseWords, "countersign_resume": CaseWords,
    "agree_suspension": Countersign, "return_halted": CaseWords, "confirm_lapse": CaseWords,
    "set_tax": SetTax, "receive_file": Pages, "certify": Certify, "spoil_blank": SpoilBlank, "take_fee": TakeFee,
    "deliver": Deliver,
    "reinstate": OfTicket, "reinstate_own": ReinstateOwn, "check_in": CheckIn, "join_number": JoinNumber, "escort": Escort, "hand_over": HandOver,
    "cancel_ticket": CancelTicket, "note_ticket": NoteTicket, "find_person": FindPerson,
    "confirm_printed": ConfirmPrinted, "settle_slip": SettleSlip, "reprint": Reprint,
    "acknowledge_alarm": Alarm, "close_alarm": CloseAlarm, "close_day": Nothing,
    "add_paper": AddPaper, "lock_unit": LockUnit, "unlock_unit": UnlockUnit, "enter_restriction": EnterRestriction,
    "renew_restriction": RenewRestriction, "release_restriction": ReleaseRestriction,
}


def schema_of(name: str) -> dict[str, Any]:
    return WISHES[name].model_json_schema(ref_template="#/components/schemas/{model}")

from .wishes_aftercare import AFTERCARE_WISHES  # noqa: E402
from .wishes_appointments import APPOINTMENT_WISHES  # noqa: E402
from .wishes_boards import BOARD_WISHES  # noqa: E402
from .wishes_home import HOME_WISHES  # noqa: E402
from .wishes_lanes import LANE_WISHES  # noqa: E402
from .wishes_posts import POST_WISHES  # noqa: E402
from .wishes_quality import QUALITY_WISHES  # noqa: E402
from .wishes_rota import ROTA_WISHES  # noqa: E402
from .wishes_standards import STANDARD_WISHES  # noqa: E402

WISHES.update(AFTERCARE_WISHES)
WISHES.update(BOARD_WISHES)
WISHES.update(APPOINTMENT_WISHES)
WISHES.update(HOME_WISHES)
WISHES.update(LANE_WISHES)
WISHES.update(QUALITY_WISHES)
WISHES.update(POST_WISHES)
WISHES.update(ROTA_WISHES)
WISHES.update(STANDARD_WISHES)
