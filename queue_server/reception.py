"""Between whoever asks and the hall: takes personal data out of a wish, keeps it with the persons, and hands on ids.

The only place where a typed name or number meets an act. Everything that comes back is free of personal data, except what a view
shows to the role that may see it. Used by the web and, in the same process, by the kiosk and the printers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from pydantic import ValidationError

from .domain.acts import ACTS
from .domain.checked_text import Source
from .domain.errors import Refused, Unavailable
from .domain.identity import ORGANISATION_KINDS, DocumentKind, check_document
from .domain.parties import IdentityState, Party, PartyKind
from .domain.scene import Actor
from .domain.telephones import check_telephone
from .hall import Done, Gathered, Hall
from .intake_aftercare import intakes as aftercare_intakes
from .intake_appointments import Counter
from .intake_court import intakes as court_intakes
from .intake_home import HomeDesk
from .intake_line import intakes as line_intakes
from .intake_posts import intakes as post_intakes
from .intake_quality import intakes as quality_intakes
from .intake_standards import intakes as standard_intakes
from .papers import Papers
from .people import People
from .person import Purpose
from .queued_slips import intakes as slip_intakes
from .wishes import WISHES, PartyWish, Representative, SetParties, Wish

DOCUMENT_WORDS = {
    "ID_CARD": "CITIZEN_ID", "HM_PERMIT": "HK_MACAO_PERMIT", "TW_PERMIT": "TAIWAN_PERMIT",
    "FOREIGN_RESIDENCE": "FOREIGN_PERMANENT_RESIDENCE", "HOUSEHOLD": "HOUSEHOLD_REGISTER", "LICENCE": "BUSINESS_LICENCE",
    "ORG_CODE": "ORGANISATION_CODE",
}
Intake = Callable[[Actor, Any, str | None], Done]


class RegisterDoor(Protocol):
    """Whether the register can be asked at all. Raises Unavailable when it cannot."""

    def must_answer(self) -> None: ...


class OwnRegister:
    """The embedded register is always there; ``closed`` lets a technician or a test take it off line."""

    def __init__(self) -> None:
        self.closed = False

    def must_answer(self) -> None:
        if self.closed:
            raise Unavailable("register")


class BadField(Refused):
    """Input that cannot be read; ``field`` is the path to it. The value itself is never repeated."""

    def __init__(self, code: str, field: str, **detail: Any) -> None:
        super().__init__(code, **detail)
        self.field = field


class Reception:
    """Acts of one hall with their personal data. ``second_person`` answers the staff_id behind a number and password."""

    def __init__(self, hall: Hall, people: People, papers: Papers, register_door: RegisterDoor | None = None,
                 second_person: Callable[[str, str], str] | None = None) -> None:
        self.hall = hall
        self.people = people
        self.papers = papers
        self.register_door = register_door or OwnRegister()
        self.second_person = second_person
        self.appointments = Counter(hall, people, papers, self)
        of_review = {name: partial(self._of_review, name) for name in (
            "answer", "take_review", "resolve_finding", "confirm_pass", "give_notice", "sign_notice", "refuse_review", "drop_review")}
        self.intakes: Mapping[str, Intake] = {
            **of_review, **aftercare_intakes(hall, papers), **quality_intakes(hall, papers), **slip_intakes(hall),
            **court_intakes(hall, self.named),
            **line_intakes(hall, people),
            **post_intakes(hall, papers), **standard_intakes(hall, papers),
            **self.appointments.intakes(), **HomeDesk(hall, people, papers, self).intakes(),
            "set_parties": self._set_parties, "look_up": self._look_up, "decide_review": self._decide,
            "take_ticket": self._take_ticket, "take_consult_ticket": self._consult, "resume_review": self._resume_review,
            "ask_for_person": self._ask_for_person, "reveal_identity": self._reveal, "verify_identity": self._verify,
            "look_up_again": self._look_again, "spoil_blank": self._spoil, "deliver": self._deliver, "note_ticket": self._note,
            "find_person": self._find_person, "fill_application": self._fill, "correct_party": self._correct_party,
            "countersign_resume": self._countersign_resume,
        }

    def act(self, name: str, body: Mapping[str, Any], actor: Actor, key: str | None = None) -> Done:
        """One act with a body as it came. Raises BadField for input that cannot be read, Refused for a lawful no."""
        model = WISHES.get(name)
        if model is None:
            raise Refused("ACT_UNKNOWN", act=name)
        act = ACTS.get(name)
        if act is not None and actor.role not in act.by:
            raise Refused("NOT_ALLOWED", act=name)
        try:
            wish = model.model_validate(dict(body))
        except ValidationError as problem:
            first = problem.errors(include_input=False, include_url=False)[0]
            raise BadField("BAD_INPUT", ".".join(str(p) for p in first["loc"]), why=str(first["type"])) from None
        intake = self.intakes.get(name)
        if intake:
            return intake(actor, wish, key)
        asked = {field: tuple(value) if isinstance(value, list) else value for field, value in wish.model_dump().items()}
        if name == "take_fee":
            asked["waiver"] = asked["waiver"] or ""
        if name == "citizen_confirm":
            asked.pop("what")
        return self.hall.do(name, actor, key, **asked)

    # --- persons ----------------------------------------------------------------------------------------------------

    def _document_kind(self, word: str, field: str) -> DocumentKind:
        try:
            return DocumentKind(DOCUMENT_WORDS.get(word, word))
        except ValueError:
            raise BadField("DOCUMENT_KIND_UNKNOWN", field) from None

    def _checked_number(self, kind: DocumentKind, number: str, source: str, now: datetime, field: str) -> tuple[str, tuple[str, ...]]:
        checked = check_document(kind, number, Source(source), on=now.date())
        if checked.problems:
            code = "K02" if kind in (DocumentKind.CITIZEN_ID, DocumentKind.TEMPORARY_CITIZEN_ID) else "DOCUMENT_BAD"
            raise BadField(code, field, why=str(checked.problems[0]))
        return checked.value, tuple(str(w) for w in checked.warnings)

    def named(self, name: str, document_kind: str, document_no: str, field: str, now: datetime) -> str:
        """Whom a court's paper names, a debtor or an objector: the number is checked as at every desk."""
        kind = self._document_kind(document_kind, f"{field}.document_kind")
        number, _ = self._checked_number(kind, document_no, "TYPED", now, f"{field}.document_no")
        if not name:
            raise BadField("NAME_MISSING", f"{field}.name")
        what = PartyKind.COMPANY if kind in ORGANISATION_KINDS else PartyKind.PERSON
        return self.people.remember(what, name, kind, number, at=now, purpose=Purpose.REGISTER)

    def checked(self, document_kind: str, document_no: str, source: str, now: datetime) -> tuple[DocumentKind, str]:
        """A kind and a number as every desk takes them. Raises BadField."""
        kind = self._document_kind(document_kind, "document_kind")
        return kind, self._checked_number(kind, document_no, source, now, "document_no")[0]

    def telephone(self, phone: str) -> str:
        return self._phone(phone, "phone")

    def _representative(self, wish: Representative, now: datetime, field: str) -> tuple[str, bool]:
        kind = self._document_kind(wish.document_kind, f"{field}.document_kind")
        number, warnings = self._checked_number(kind, wish.document_no, "TYPED", now, f"{field}.document_no")
        person = self.people.remember(PartyKind.PERSON, wish.name, kind, number, at=now, purpose=Purpose.REVIEW,
                                      phone=self._phone(wish.phone, f"{field}.phone"))
        return person, bool(warnings)

    def _phone(self, phone: str | None, field: str) -> str:
        if not phone:
            return ""
        checked = check_telephone(phone, Source.TYPED)
        if checked.problems:
            raise BadField("PHONE_BAD", field, why=str(checked.problems[0]))
        return checked.value

    def party(self, wish: PartyWish, known: Party | None, now: datetime, index: int | str) -> tuple[Party, dict[str, Any]]:
        """A party from what was entered: the person is found or remembered, what is left out keeps what is known."""
        at = f"parties.{index}"
        warnings: tuple[str, ...] = ()
        if wish.document_no is None:
            if known is None or known.person_id is None:
                raise BadField("DOCUMENT_MISSING", f"{at}.document_no")
            person_id = known.person_id
            if wish.phone:
                self.people.update_phone(person_id, self._phone(wish.phone, f"{at}.phone"))
        else:
            kind = self._document_kind(wish.document_kind, f"{at}.document_kind")
            number, warnings = self._checked_number(kind, wish.document_no, wish.source, now, f"{at}.document_no")
            if wish.expires_on is not None and wish.expires_on < now.date():
                raise BadField("K03", f"{at}.expires_on")
            if not wish.name:
                raise BadField("NAME_MISSING", f"{at}.name")
            person_id = self.people.remember(PartyKind(wish.kind), wish.name, kind, number, at=now, purpose=Purpose.REVIEW,
                                             phone=self._phone(wish.phone, f"{at}.phone"))
        person = self.people.read(person_id)
        age = person.age_years(now.date()) if person.kind is PartyKind.PERSON else None
        identity = IdentityState.OK
        if wish.name and not self.people.same_name(person_id, wish.name) or warnings and wish.kind == "PERSON":
            identity = IdentityState.NEEDS_OFFICER
        if known is not None and known.person_id == person_id and wish.document_no is None:
            identity = known.identity
        agent = guardian = None
        if wish.agent:
            agent, odd = self._representative(wish.agent, now, f"{at}.agent")
            identity = IdentityState.NEEDS_OFFICER if odd and identity is IdentityState.OK else identity
        elif known is not None and wish.by_agent:
            agent = known.agent_person_id
        if wish.guardian:
            guardian, _ = self._representative(wish.guardian, now, f"{at}.guardian")
        elif known is not None:
            guardian = known.guardian_person_id
        party = Party(
            party_id=wish.party_id, role=wish.role, kind=PartyKind(wish.kind), person_id=person_id, age_years=age,
            overseas=wish.overseas, incapable=wish.incapable or person.incapable, by_agent=bool(agent) or wish.by_agent,
            agent_person_id=agent, guardian_person_id=guardian, lender=wish.lender, small_enterprise=wish.small_enterprise,
            share=wish.share, attends=wish.here, identity=identity,
        )
        return party, {"party_id": wish.party_id, "person_id": person_id, "age_years": age, "problems": [],
                       "warnings": list(warnings), "identity": str(identity)}

    def _set_parties(self, actor: Actor, wish: SetParties, key: str | None) -> Done:
        def remembered(now: datetime) -> Gathered:
            case = self.hall.state.cases.get(wish.review_id)
            known = {p.party_id: p for p in case.parties} if case else {}
            made = [self.party(p, known.get(p.party_id), now, i) for i, p in enumerate(wish.parties)]
            return Gathered({"parties": tuple(party for party, _ in made)}, {"parties": [told for _, told in made]})

        return self.hall.do("set_parties", actor, key, gather=remembered, case_id=wish.review_id)

    def _fill(self, actor: Actor, wish: Any, key: str | None) -> Done:
        """The form. A holder's new name (N05) is kept with the persons; the event holds only that there is one."""
        def renamed(now: datetime) -> Gathered:
            details, case = dict(wish.details), self.hall.state.cases.get(self.case_of(wish))
            field = details.get("changed_field") or (case.application.get("changed_field") if case else None)
            holder = next((p.person_id for p in case.parties if p.role == "HOLDER" and p.person_id), None) if case else None
            if field == "holder_name" and details.get("changed_value") and holder:
                new = self.people.succeed(holder, now, name=str(details["changed_value"]), applied_for=True)
                details |= {"changed_value": "见登记簿", "old_person_id": holder, "new_person_id": new}
            return Gathered({"details": details})

        return self.hall.do("fill_application", actor, key, gather=renamed, ticket_id=wish.ticket_id)

    def _correct_party(self, actor: Actor, wish: Any, key: str | None) -> Done:
        """One party as it should have been typed; everything else about it, and the others, stay as they are."""
        return self.hall.do("set_parties", actor, key, gather=partial(self._corrected, wish))

    def _corrected(self, wish: Any, now: datetime) -> Gathered:
        case = self.hall.state.cases.get(self.case_of(wish))
        old = case.party(wish.party_id) if case else None
        if case is None or old is None:
            raise Refused("PARTY_UNKNOWN")
        kept = {"party_id": old.party_id, "role": old.role, "kind": str(old.kind), "share": old.share, "here": old.attends is not False,
                "by_agent": old.by_agent, "incapable": old.incapable, "overseas": old.overseas, "lender": old.lender,
                "small_enterprise": old.small_enterprise}
        fields = {k: v for k, v in wish.fields.items() if k not in ("party_id", "role")}
        person = self.people.read(old.person_id) if old.person_id else None
        if fields.get("document_no"):
            fields = {"name": person.name if person else "", "document_kind": str(person.document_kind) if person else "CITIZEN_ID", **fields}
        try:
            typed = PartyWish.model_validate({**kept, **fields})
        except ValidationError as problem:
            first = problem.errors(include_input=False, include_url=False)[0]
            raise BadField("BAD_INPUT", "fields." + ".".join(str(p) for p in first["loc"]), why=str(first["type"])) from None
        if person is not None and fields.get("name") and not fields.get("document_no") and person.purpose is Purpose.REVIEW:
            # Typed at the kiosk a moment ago: the corrected name takes its place. A name on the register is not corrected here.
            old = replace(old, person_id=self.people.succeed(person.person_id, now, name=str(fields["name"])))
        party, told = self.party(typed, old, now, wish.party_id)
        parties = tuple(party if p.party_id == party.party_id else p for p in case.parties)
        return Gathered({"case_id": case.case_id, "parties": parties}, {"party": told})

    def _countersign_resume(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self.hall.do("resume_halted", actor, key, case_id=wish.case_id, words=wish.words or "同意恢复")

    # --- reviews ----------------------------------------------------------------------------------------------------

    def _of_review(self, name: str, actor: Actor, wish: Wish, key: str | None) -> Done:
        asked = {field: tuple(value) if isinstance(value, list) else value for field, value in wish.model_dump().items()}
        asked["case_id"] = asked.pop("review_id")
        return self.hall.do(name, actor, key, **asked)

    def _look_up(self, actor: Actor, wish: Any, key: str | None) -> Done:
        state = ""
        try:
            self.register_door.must_answer()
        except Unavailable:
            state = "UNAVAILABLE"
        return self.hall.do("look_up", actor, key, case_id=wish.review_id, certificate_no=wish.certificate_no, unit_no=wish.unit_no,
                            state=state)

    def _decide(self, actor: Actor, wish: Any, key: str | None) -> Done:
        done = self.hall.do("decide_review", actor, key, case_id=wish.review_id)
        case = self.hall.state.cases.get(wish.review_id)
        decision = dict(case.decision) if case else {}
        return Done(seq=done.seq, result={**done.result, "decision": decision}, events=done.events, touched=done.touched,
                    repeated=done.repeated)

    def _take_ticket(self, actor: Actor, wish: Any, key: str | None) -> Done:
        def today(now: datetime) -> Gathered:
            """A review may have begun on an earlier day: priority goes by the age of the day the number is taken."""
            case = self.hall.state.cases.get(wish.review_id)
            known = {p.party_id: p.person_id for p in case.parties if p.person_id and p.kind is PartyKind.PERSON} if case else {}
            ages = {party_id: self.people.read(person_id).age_years(now.date()) for party_id, person_id in known.items()}
            return Gathered({"ages": {party_id: years for party_id, years in ages.items() if years is not None}})

        return self._with_token(self.hall.do("take_ticket", actor, key, gather=today, case_id=wish.review_id,
                                             here=tuple(wish.here) if wish.here is not None else None))

    def _consult(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self._with_token(self.hall.do("take_consult_ticket", actor, key, case_id=wish.review_id or "", reason=wish.reason))

    def _with_token(self, done: Done) -> Done:
        token = self.hall.token(str(done.result["ticket_id"]))
        return Done(seq=done.seq, result={**done.result, "token": token, "qr_url": f"/t/{token}"}, events=done.events,
                    touched=done.touched, repeated=done.repeated)

    def _resume_review(self, actor: Actor, wish: Any, key: str | None) -> Done:
        """By notice number, as written or as its code holds it; an unknown and an old one get the same kind of answer."""
        notice_no = self.hall.config.numbers.of_code(wish.notice_no)
        case_id = self.hall.log.number(self.hall.hall_id, "notice", notice_no)
        if case_id is None or case_id not in self.hall.state.cases:
            raise Refused("NOTICE_UNKNOWN")
        return self.hall.do("resume_review", actor, key, case_id=case_id, notice_no=notice_no)

    def _ask_for_person(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self.hall.do("ask_for_person", actor, key, place=wish.place or wish.kiosk or actor.device or actor.seat,
                            ticket_id=wish.ticket_id, case_id=wish.review_id)

    # --- cases ------------------------------------------------------------------------------------------------------

    def case_of(self, wish: Any) -> str:
        """The case meant by whichever id the wish carries."""
        if getattr(wish, "case_id", ""):
            return str(wish.case_id)
        if getattr(wish, "review_id", ""):
            return str(wish.review_id)
        ticket = self.hall.state.tickets.get(getattr(wish, "ticket_id", ""))
        if ticket is None:
            raise Refused("TICKET_UNKNOWN")
        return ticket.case_id

    def _reveal(self, actor: Actor, wish: Any, key: str | None) -> Done:
        case_id = self.case_of(wish)
        done = self.hall.do("reveal_identity", actor, key, case_id=case_id, party_id=wish.party_id, what=wish.what,
                            reason=wish.reason, words=wish.words)
        case = self.hall.state.cases[case_id]
        party = case.party(wish.party_id)
        assert party is not None
        person_id = party.agent_person_id or party.guardian_person_id if wish.what.startswith("agent_") else party.person_id
        if not person_id:
            raise Refused("PARTY_UNKNOWN")
        with self.hall.log.writing():
            value = self.people.reveal(person_id, wish.what.removeprefix("agent_"), actor.staff_id, f"{wish.reason} {wish.words}".strip(),
                                       self.hall.clock.now())
        return Done(seq=done.seq, result={"value": value}, events=done.events, touched=done.touched)

    def _verify(self, actor: Actor, wish: Any, key: str | None) -> Done:
        asked = {"ticket_id": wish.ticket_id} if wish.ticket_id else {"case_id": wish.review_id}
        return self.hall.do("verify_identity", actor, key, party_id=wish.party_id, ok=wish.ok, **asked)

    def _look_again(self, actor: Actor, wish: Any, key: str | None) -> Done:
        return self.hall.do("look_up_again", actor, key, case_id=self.case_of(wish))

    def _spoil(self, actor: Actor, wish: Any, key: str | None) -> Done:
        second = ""
        if wish.second_staff_no:
            if self.second_person is None:
                raise Refused("SECOND_PERSON_MISSING")
            second = self.second_person(wish.second_staff_no, wish.second_password)
        return self.hall.do("spoil_blank", actor, key, blank_serial=wish.blank_serial, reason=wish.reason, case_id=wish.case_id,
                            second_staff_id=second)

    def _deliver(self, actor: Actor, wish: Any, key: str | None) -> Done:
        """The signature image is kept with the persons; the event holds only its id."""
        def signed(now: datetime) -> Gathered:
            if wish.signature.kind == "PAPER":
                return Gathered({"signature_id": f"PAPER:{wish.signature.reference}" if wish.signature.reference else ""})
            if not wish.signature.png.startswith("data:image/png;base64,"):
                raise BadField("SIGNATURE_MISSING", "signature.png")
            return Gathered({"signature_id": "IMAGE:" + self.papers.keep("SIGNATURE", wish.signature.png, now)})

        return self.hall.do("deliver", actor, key, gather=signed, case_id=wish.case_id, recipient_party_id=wish.recipient_party_id,
                            id_checked=wish.id_checked, by_agent=wish.by_agent, poa_seen=wish.poa_seen)

    def _note(self, actor: Actor, wish: Any, key: str | None) -> Done:
        """A guide's words may name somebody: they are kept with the persons, their id in the log."""
        if not wish.words.strip():
            raise BadField("REASON_MISSING", "words")
        return self.hall.do("note_ticket", actor, key, gather=lambda now: Gathered({"note_id": self.papers.keep("NOTE", wish.words, now)}),
                            ticket_id=wish.ticket_id)

    def _find_person(self, actor: Actor, wish: Any, key: str | None) -> Done:
        """Tickets and cases of whoever has this document or telephone. The number is not put on record, the asking is."""
        if actor.role not in ("GUIDE", "PRE_REVIEWER", "DIRECTOR", "ACCEPTOR", "ISSUER"):
            raise Refused("NOT_ALLOWED", act="find_person")
        found: set[str] = set()
        with self.hall.log.connection():
            if wish.document_no:
                for kind in DocumentKind:
                    person = self.people.find(kind, wish.document_no)
                    found.update(self.people.lineage(person) if person else ())
            if wish.phone:
                found.update(self.people.find_by_phone(wish.phone))
        cases = [c.case_id for c in self.hall.state.cases.values()
                 if any({p.person_id, p.agent_person_id, p.guardian_person_id} & found for p in c.parties)]
        return Done(seq=self.hall.state.seq, result={"case_ids": cases})
