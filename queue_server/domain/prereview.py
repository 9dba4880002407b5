"""Pre-review: which questions to ask, which papers to show, and whether a number may be given (domain.md 3).

The door to the modules that do it: `review` (rules and facts), `questions`, `needed_documents`, `findings`, `decision` and
`notices`. Pure, and total: it collects every reason and never stops at the first. It may not look anything up.
"""

from __future__ import annotations

from queue_server.domain.decision import DecidedLane, Decision, Outcome, Said, decide
from queue_server.domain.finding_records import (
    NO_FINDINGS,
    Finding,
    Findings,
    LookUp,
    OpenCase,
    RegisterState,
    Stage,
    findings_from,
)
from queue_server.domain.findings import look_up_findings
from queue_server.domain.missing_items import MissingItem
from queue_server.domain.needed_documents import Need, NeededDocument, documents_needed
from queue_server.domain.notices import (
    Changes,
    NoticeComparison,
    answers_for_return,
    changes_between,
    compare_notices,
    items_to_check_again,
)
from queue_server.domain.parties import IdentityState, Party, PartyKind
from queue_server.domain.questions import AnswerKind, Question, open_questions, questions_needed
from queue_server.domain.review import DEFECT, Answer, CaseFacts, ReviewRules, TaxState, known_facts

__all__ = [
    "DEFECT", "NO_FINDINGS", "Answer", "AnswerKind", "CaseFacts", "Changes", "DecidedLane", "Decision", "Finding", "Findings",
    "IdentityState", "LookUp", "MissingItem", "Need", "NeededDocument", "NoticeComparison", "OpenCase", "Outcome", "Party",
    "PartyKind", "Question", "RegisterState", "ReviewRules", "Said", "Stage", "TaxState", "answers_for_return",
    "changes_between", "compare_notices", "decide", "documents_needed", "findings_from", "items_to_check_again", "known_facts",
    "look_up_findings", "open_questions", "questions_needed",
]
