"""The officer's signature under a notice that a kiosk gave (domain.md 3.1, 3.3, 7.2).

The notice is written, numbered and handed over in the step that finds papers missing: whoever came is kept waiting for nobody, and
a hall that says nothing has accepted (3.1). The signature the law wants is put under it afterwards by a qualified pre-reviewer.
"""

from __future__ import annotations

from .. import events as e
from ..errors import Refused
from ..scene import Deed, Scene
from ..steps import step_of
from . import act


@act("PRE_REVIEWER", quiet=True)
def sign_notice(scene: Scene, case_id: str, notice_no: str) -> Deed:
    """Sign one notice as it was given. Who finds it wrong opens the review again instead: a second notice is bound by 3.3."""
    case = scene.case(case_id)
    step_of("sign_notice", case)
    scene.require_qualified()
    if all(str(n["notice_no"]) != notice_no for n in case.notices):
        raise Refused("NOTICE_UNKNOWN")
    if notice_no not in case.notices_to_sign:
        raise Refused("ALREADY_SIGNED")
    yield e.NoticeSigned(case_id=case_id, notice_no=notice_no)
    return {"notice_no": notice_no}
