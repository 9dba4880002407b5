"""One person's visit to the kiosk: all that was said and typed, in this process's memory and nowhere else.

Plain data. It is never written to a disk, a log or the browser's storage, and it is dropped at the end or when nobody
stands there any more (domain.md 8). What may happen on which page is said by `flow`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kiosk.desk import KeyRing

Record = Mapping[str, Any]


class Page(StrEnum):
    """Every page of the kiosk. One question each."""

    HOME = "home"
    CLOSED = "closed"
    TYPES = "types"
    ABOUT_TYPE = "about_type"
    PRIVACY = "privacy"
    WHO = "who"
    SIDE = "side"
    MANNER = "manner"
    COMPANY_MANNER = "company_manner"
    REPRESENTATIVE = "representative"
    DOCUMENT_KIND = "document_kind"
    DOCUMENT_NO = "document_no"
    NAME = "name"
    PHONE = "phone"
    PARTIES = "parties"
    PARTY_PROBLEM = "party_problem"
    PRESENT = "present"
    PRESENT_EACH = "present_each"
    QUESTION = "question"
    WHICH = "which"
    HOUSE_BY = "house_by"
    HOUSE_NO = "house_no"
    UNIT = "unit"
    NOT_HOLDER = "not_holder"
    REGISTER_DOWN = "register_down"
    DOCUMENTS = "documents"
    CHECK = "check"
    PASSED = "passed"
    MISSING = "missing"
    CORRECT_NOW = "correct_now"
    NOT_ELIGIBLE = "not_eligible"
    REFER = "refer"
    NOTICE_NO = "notice_no"
    OPEN_ITEMS = "open_items"
    KNOWN = "known"
    BOOKED_CODE = "booked_code"
    BOOKED_PROOF = "booked_proof"
    BOOKED = "booked"
    BOOKED_NOT_NOW = "booked_not_now"
    JOINING_NO = "joining_no"
    JOINING_PROOF = "joining_proof"
    JOINED = "joined"
    MISSED_NO = "missed_no"
    MISSED_PROOF = "missed_proof"
    BACK_IN_LINE = "back_in_line"
    CONSULT = "consult"
    HELP = "help"
    REFUSED = "refused"
    FULL = "full"
    TICKET = "ticket"
    DONE = "done"


class Who(StrEnum):
    """For whom the visitor is here (domain.md 7.7)."""

    SELF = "SELF"
    AGENT = "AGENT"
    GUARDIAN = "GUARDIAN"
    COMPANY = "COMPANY"


class Manner(StrEnum):
    """How a party takes part."""

    IN_PERSON = "IN_PERSON"
    BY_AGENT = "BY_AGENT"
    BY_GUARDIAN = "BY_GUARDIAN"


class Subject(StrEnum):
    """Whose document or name a page asks for: the visitor acting for others, the party itself, or the one acting for it."""

    VISITOR = "visitor"
    PARTY = "party"
    REPRESENTATIVE = "representative"


ID_CARD = "ID_CARD"
PERSON_DOCUMENTS = (
    ID_CARD,
    "HOUSEHOLD",
    "PASSPORT",
    "HM_PERMIT",
    "TW_PERMIT",
    "RESIDENCE_PERMIT",
    "FOREIGN_RESIDENCE",
)
COMPANY_DOCUMENTS = ("CREDIT_CODE", "LICENCE", "ORG_CODE")


class Mistake(Exception):
    """What was typed cannot be right: the page stays, keeps the text, and says how to mend it (guarantees UX-14)."""

    def __init__(self, key: str, where: str = "", **fill: Any) -> None:
        super().__init__(key)
        self.key = key
        self.where = where
        self.fill = fill


@dataclass
class Identity:
    """A document and the name on it. ``name`` None = not asked yet."""

    document_kind: str = ID_CARD
    document_no: str = ""
    name: str | None = None
    source: str = "TYPED"
    expires_on: str | None = None


@dataclass
class Party:
    """One who takes part. ``mine`` = the visitor is this party or acts for it. None = not asked yet."""

    party_id: str
    role: str
    company: bool = False
    manner: Manner | None = None
    own: Identity = field(default_factory=Identity)
    acting: Identity | None = None
    acting_is_visitor: bool | None = None
    phone: str | None = None
    here: bool = True
    mine: bool = False


@dataclass
class Look:
    """How the visitor wants the pages: 长辈版, controls in the lower half, strong contrast."""

    elder: bool = False
    low: bool = False
    contrast: bool = False


@dataclass
class Trouble:
    """The message above a page after a mistake: a text key, what fills it, or a whole sentence of the hall."""

    key: str = ""
    where: str = ""
    fill: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""
    code: str = ""


@dataclass(frozen=True)
class Place:
    """A page the visitor has seen, with what it was about, so that Back shows that very page again."""

    page: Page
    subject: Subject
    at: int = 0
    party_id: str = ""


@dataclass
class Paper:
    """A slip on its way: what was handed out stands on the screen whether or not it came out of the printer."""

    job_id: str = ""
    reprints: int = 0
    answered: bool = False


@dataclass
class Visit:
    """Everything of one visit. ``step`` rises with every accepted move, so an old or doubled touch changes nothing.

    ``asked`` are the hall's questions with the answers given: the hall itself lists only those it still needs.
    ``at`` numbers the question or the group of papers on the page; ``walking`` = all of them are gone through once more.
    ``no`` is the hall's last refusal: code and sentence. ``shown`` = whether the page was drawn with the hall open and
    the printer printing; ``touched_at`` is by the kiosk's own clock.
    """

    kiosk_id: str
    visit_id: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    keys: KeyRing = field(default_factory=KeyRing)
    lang: str = "zh-CN"
    look: Look = field(default_factory=Look)
    page: Page = Page.HOME
    step: int = 0
    trail: list[Place] = field(default_factory=list)
    trouble: Trouble | None = None
    typed: dict[str, str] = field(default_factory=dict)

    group: str = ""
    type: Record = field(default_factory=dict)
    told_type: bool = False
    told_privacy: bool = False
    who: Who | None = None
    company_by_agent: bool | None = None
    side: str = ""
    visitor: Identity | None = None
    phone: str | None = None
    subject: Subject = Subject.PARTY
    draft: Party | None = None
    parties: list[Party] = field(default_factory=list)
    parties_done: bool = False
    parties_told: bool = False
    parties_made: int = 0
    present: bool | None = None

    review_id: str = ""
    review: Record = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    unsure: bool = False
    at: int = 0
    walking: bool = False
    house_by: str = ""
    house_no: str = ""
    house_typed: dict[str, str] = field(default_factory=dict)
    house_done: bool = False
    house: Record = field(default_factory=dict)
    seen_unit: bool = False
    documents_done: bool = False

    notice_no: str = ""
    missed_no: str = ""
    booked_code: str = ""
    booked: Record = field(default_factory=dict)
    joining: dict[str, str] = field(default_factory=dict)
    joined: Record = field(default_factory=dict)
    open_items: list[Record] = field(default_factory=list)
    decision: Record = field(default_factory=dict)
    promise: Record = field(default_factory=dict)
    may_take_ticket: bool = False
    reason: str = ""
    no: Record = field(default_factory=dict)
    ticket: Record = field(default_factory=dict)
    notice: Record = field(default_factory=dict)
    paper: Paper = field(default_factory=Paper)
    help_asked: bool = False
    help_from: Page = Page.HOME
    shown: tuple[bool, bool] = (True, True)
    touched_at: float = 0.0

    @property
    def place(self) -> Place:
        """The page the visitor stands on, with what it is about."""
        party_id = self.draft.party_id if self.draft else ""
        return Place(self.page, self.subject, self.at, party_id)

    @property
    def served(self) -> bool:
        """Whether something once-only was handed out: from then on there is no way back (guarantees A2)."""
        return bool(self.ticket or self.notice)

    def role(self, code: str) -> Record:
        """The role of the chosen type by its code; an empty record for a code the type does not know."""
        return next((role for role in self.type.get("roles", ()) if role.get("role") == code), {})

    def own_roles(self) -> set[str]:
        """The sides the visitor stands on, as himself or for somebody."""
        return {party.role for party in self.parties if party.mine}
