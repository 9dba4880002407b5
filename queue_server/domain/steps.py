"""The life of a case is this table. Everything that decides which act may follow in which state lives in this file.

A row: from which states, to which state, by whose role, by whom not. What is not in the table is refused. The diagram in the
documentation is drawn from it (`draw`). Reading a row: `by` are roles of domain.md 4.1; `not_by` names earlier acts whose
signer may not sign this one (compared by person, never by account: INV-10); `soft_not_by` the same where a hall may relax it.
When a row is added, an event in `events.py` and its fold in `evolve.py` belong to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Refused
from .state import CaseRecord
from .state import CaseState as S

CITIZEN_SIDE = ("KIOSK", "PRE_REVIEWER")
OPEN_STATES = frozenset({S.ACCEPTED, S.APPROVED, S.SUSPENDED, S.HALTED})
BEFORE_ENTRY = frozenset({S.ACCEPTED, S.APPROVED, S.SUSPENDED})
ENDED_STATES = frozenset({S.CLOSED, S.REFUSED, S.RETURNED, S.WITHDRAWN, S.LAPSED, S.NOT_ELIGIBLE})
AFTER_ENTRY = frozenset({S.REGISTERED, S.ARCHIVE_HANDED, S.CERTIFIED, S.READY, S.DELIVERED, S.CLOSED})


@dataclass(frozen=True)
class Step:
    id: str
    act: str
    from_states: tuple[S, ...]
    to: S | None
    by: tuple[str, ...]
    not_by: tuple[str, ...] = ()
    soft_not_by: tuple[tuple[str, str], ...] = ()
    qualified: bool = False


STEPS: tuple[Step, ...] = (
    Step("P1", "open_review", (), S.PRE_REVIEW, CITIZEN_SIDE),
    Step("P2", "take_ticket", (S.PRE_REVIEW, S.REFERRED), S.TICKETED, CITIZEN_SIDE),
    Step("P2a", "confirm_pass", (S.PRE_REVIEW, S.REFERRED), None, ("PRE_REVIEWER",), qualified=True),
    Step("P3", "give_notice", (S.PRE_REVIEW, S.REFERRED), S.DEFICIENT, CITIZEN_SIDE),
    Step("P3a", "sign_notice", (S.DEFICIENT, S.PRE_REVIEW, S.REFERRED, S.TICKETED, S.CALLED), None, ("PRE_REVIEWER",), qualified=True),
    Step("P4", "refuse_review", (S.PRE_REVIEW, S.REFERRED), S.NOT_ELIGIBLE, ("PRE_REVIEWER",), qualified=True),
    Step("P5", "refer_review", (S.PRE_REVIEW,), S.REFERRED, CITIZEN_SIDE),
    Step("P6", "resume_review", (S.DEFICIENT,), S.PRE_REVIEW, CITIZEN_SIDE),
    Step("C1", "accept", (S.CALLED,), S.ACCEPTED, ("ACCEPTOR",)),
    Step("C2", "refuse_acceptance", (S.CALLED,), S.REFUSED, ("ACCEPTOR",)),
    Step("C3", "approve", (S.ACCEPTED, S.APPROVED), S.APPROVED, ("REGISTRAR",), not_by=("accept",),
         soft_not_by=(("take_over", "registrar_not_pre_reviewer"), ("confirm_pass", "registrar_not_pre_reviewer")), qualified=True),
    Step("C4", "suspend", (S.ACCEPTED, S.APPROVED), S.SUSPENDED, ("REGISTRAR", "ACCEPTOR", "SYSTEM")),
    Step("C5a", "propose_return", (S.ACCEPTED, S.APPROVED), None, ("REGISTRAR",), not_by=("accept",), qualified=True),
    Step("C5", "return_file", (S.ACCEPTED, S.APPROVED), S.RETURNED, ("DIRECTOR",), not_by=("accept", "propose_return")),
    Step("C6", "resume", (S.SUSPENDED,), None, ("REGISTRAR",), not_by=("accept",), qualified=True),
    Step("C7", "enter_register", (S.APPROVED,), S.REGISTERED, ("REGISTRAR",), not_by=("accept",), qualified=True),
    Step("C8", "hand_over_file", (S.REGISTERED,), S.ARCHIVE_HANDED, ("REGISTRAR",)),
    Step("C8a", "receive_file", (S.ARCHIVE_HANDED,), None, ("CERT_CLERK",), soft_not_by=(("enter_register", "cert_clerk_not_registrar"),)),
    Step("C9", "certify", (S.ARCHIVE_HANDED,), S.CERTIFIED, ("CERT_CLERK",), soft_not_by=(("enter_register", "cert_clerk_not_registrar"),)),
    Step("C10", "make_ready", (S.CERTIFIED, S.ARCHIVE_HANDED), S.READY, ("SYSTEM",)),
    Step("C11", "take_fee", (S.READY,), None, ("CASHIER",)),
    Step("C12", "deliver", (S.READY,), S.DELIVERED, ("ISSUER",), soft_not_by=(("enter_register", "issuer_not_registrar"),)),
    Step("C13", "close_case", (S.DELIVERED,), S.CLOSED, ("CALLBACK", "SYSTEM")),
    Step("C14", "withdraw", (S.ACCEPTED, S.APPROVED, S.SUSPENDED), S.WITHDRAWN, ("ACCEPTOR",)),
    Step("C15", "halt", (S.ACCEPTED, S.APPROVED, S.SUSPENDED), S.HALTED, ("SYSTEM",)),
    Step("C16", "lift_halt", (S.HALTED,), None, ("REGISTRAR", "DIRECTOR"), not_by=("accept",)),
    Step("C17", "return_halted", (S.HALTED,), S.RETURNED, ("REGISTRAR", "DIRECTOR"), not_by=("accept",)),
    Step("C18", "lapse", (S.SUSPENDED,), S.LAPSED, ("DIRECTOR",)),
    Step("C19", "spoil_certificate", (S.CERTIFIED, S.READY), S.ARCHIVE_HANDED, ("CERT_CLERK",)),
    Step("T1", "set_tax", (S.PRE_REVIEW, S.DEFICIENT, S.REFERRED, S.TICKETED, S.CALLED, S.ACCEPTED, S.APPROVED, S.SUSPENDED), None,
         ("TAX_CLERK", "ACCEPTOR")),
)

BY_ACT = {step.act: step for step in STEPS}


def step_of(act: str, case: CaseRecord | None) -> Step:
    """The row for an act in the state the case is in. Raises Refused("NOT_NOW") when the table has none (INV-08)."""
    step = BY_ACT[act]
    state = case.state if case else None
    if case is not None and state not in step.from_states:
        raise Refused("NOT_NOW", act=act, state=str(state))
    return step


def check_hand(step: Step, case: CaseRecord, person_id: str, relaxed: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Whether this person may sign: not whoever signed one of the acts that must be another hand's (INV-10, AB-27, AB-28).

    Returns the soft rules that were broken and are relaxed by the hall, to be put on record.
    Raises Refused("W01") for a hard rule, Refused("SAME_HAND") for a soft one that the hall keeps.
    """
    if not person_id:
        return ()
    for act in step.not_by:
        if any(s.act == act and s.person_id == person_id for s in case.signatures):
            raise Refused("W01", act=step.act, other=act, who="")
    waived: list[str] = []
    for act, rule in step.soft_not_by:
        if any(s.act == act and s.person_id == person_id for s in case.signatures):
            if rule not in relaxed:
                raise Refused("SAME_HAND", act=step.act, other=act)
            waived.append(rule)
    return tuple(waived)


def draw() -> str:
    """The state diagram in the dot language, from the table."""
    lines = ["digraph case {", "  rankdir=LR;"]
    for step in STEPS:
        for source in step.from_states or ("",):
            target = step.to or source
            lines.append(f'  "{source or "start"}" -> "{target}" [label="{step.id} {step.act}"];')
    return "\n".join([*lines, "}"])
