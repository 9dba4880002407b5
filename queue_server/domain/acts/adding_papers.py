"""A paper that became necessary after acceptance: the register has changed, and the case goes on only with it (domain.md 3.4 note 5)."""

from __future__ import annotations

from .. import events as e
from ..errors import Refused
from ..needed_documents import NeededDocument
from ..scene import Deed, Scene
from ..state import CaseRecord, CaseState
from . import act
from .looking import look_again, needed_documents

MAY_BE_ADDED = (CaseState.ACCEPTED, CaseState.APPROVED, CaseState.SUSPENDED)


def papers_open(scene: Scene, case: CaseRecord) -> tuple[NeededDocument, ...]:
    """The papers this case needs by what the register said last, whose originals nobody has seen."""
    return tuple(d for d in needed_documents(scene, case)
                 if not d.at_counter and not d.shared and not case.ticks.get(d.key, {}).get("original"))


@act("ACCEPTOR", "REGISTRAR", quiet=True)
def add_paper(scene: Scene, case_id: str, key: str, pages: int) -> Deed:
    """补收材料: the original of one more paper was seen and put into the file. Raises DOCUMENT_UNKNOWN for one the case does not need."""
    case = scene.case(case_id)
    if case.state not in MAY_BE_ADDED:
        raise Refused("NOT_NOW", act="add_paper", state=str(case.state))
    if not 1 <= pages <= 999:
        raise Refused("PAGES_BAD")
    yield from look_again(scene, case, "PAPER")
    document = next((d for d in papers_open(scene, scene.case(case_id)) if d.key == key), None)
    if document is None:
        raise Refused("DOCUMENT_UNKNOWN", key=key)
    yield e.PaperAdded(case_id=case_id, key=key, code=document.code, pages=pages)
    return {"pages": scene.case(case_id).pages}
