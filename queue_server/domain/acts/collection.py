"""Behind the windows: tax, the certificate, the fee and the collection (domain.md 4.3 C8a–C13, C19)."""

from __future__ import annotations

from typing import Any

from .. import events as e
from ..errors import Refused
from ..mutations import prepare_certificates
from ..property_numbers import normalize_blank_serial
from ..scene import Deed, Scene
from ..state import CaseRecord
from . import act
from .looking import catalogue_type, rules_of
from .registering import signed_case

TAX_STATES = ("PENDING", "CLEARED", "EXEMPT")


@act("TAX_CLERK", "ACCEPTOR", quiet=True)
def set_tax(scene: Scene, case_id: str, state: str, voucher_no: str = "") -> Deed:
    """What the tax office says (F11). The product never computes tax: it keeps the state and the voucher's number.

    An acceptor may only where one window takes the tax papers too (domain.md 10).
    """
    case = signed_case(scene, "set_tax", case_id)
    if scene.actor.role == "ACCEPTOR" and rules_of(scene, case).tax_mode != "ONE_WINDOW":
        raise Refused("NOT_ALLOWED", act="set_tax")
    if not catalogue_type(scene, case.type_code).tax.applies:
        raise Refused("TAX_NONE")
    if state not in TAX_STATES:
        raise Refused("BAD_INPUT", field="state")
    if state != "PENDING" and not voucher_no.strip():
        raise Refused("VOUCHER_MISSING")
    yield e.TaxSet(case_id=case_id, state=state, voucher_no=voucher_no.strip()[:60])
    return {}


@act("CERT_CLERK", quiet=True)
def receive_file(scene: Scene, case_id: str, pages: int) -> Deed:
    """The second signature on the paper file: refused unless the page counts agree (F9)."""
    case = signed_case(scene, "receive_file", case_id)
    if case.signed("receive_file"):
        raise Refused("NOT_NOW", act="receive_file", state="RECEIVED")
    if pages != case.pages_handed:
        raise Refused("PAGES_DIFFER", expected=case.pages_handed, pages=pages)
    yield e.FileReceived(case_id=case_id, pages=pages)
    return {}


def issues_certificate(scene: Scene, case: CaseRecord) -> bool:
    """Whether this case ends with a certificate to print; otherwise a completion slip (T06, some corrections)."""
    return bool(certificate_ids(scene, case))


def certificate_ids(scene: Scene, case: CaseRecord) -> tuple[str, ...]:
    """The certificates this case's entries opened on the folio, in their order."""
    folio = scene.register.folio(case.unit_id) if case.unit_id else None
    if folio is None:
        return ()
    mine = set(case.register_records)
    return tuple(c.record_id for c in folio.current_certificates() if c.record_id in mine)


@act("CERT_CLERK")
def certify(scene: Scene, case_id: str, blank_serial: str = "", blank_serials: tuple[str, ...] = ()) -> Deed:
    """缮证 (C9): each certificate is printed from the register on a numbered blank; a blank is used once (W06)."""
    case = signed_case(scene, "certify", case_id)
    if not case.signed("receive_file"):
        raise Refused("FILE_NOT_HERE")
    if scene.config.fees.stage == "BEFORE_CERTIFICATE" and int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid:
        raise Refused("FEE_OPEN")
    ids = certificate_ids(scene, case)
    if not ids:
        raise Refused("NO_CERTIFICATE")
    serials = tuple(s for s in (blank_serials or (blank_serial,)) if s.strip())
    copies = [(record_id, copy) for record_id in ids for copy in range(copies_of(case))]
    if len(serials) != len(copies):
        raise Refused("BLANKS_COUNT", expected=len(copies), given=len(serials))
    folio = scene.folio(case.unit_id)
    for (record_id, _), serial in zip(copies, serials, strict=True):
        certificate = folio.certificate(record_id)
        scene.register.use_blank(serial, certificate.kind if certificate else "", record_id, case.case_no, scene.now,
                                 scene.actor.staff_id)
    entries = prepare_certificates(folio, {record_id: [s for (r, _), s in zip(copies, serials, strict=True) if r == record_id]
                                           for record_id in ids}, scene.now)
    scene.register.write(entries, case.case_no, scene.now, scene.actor.staff_id)
    yield e.CertificatePrepared(case_id=case_id, blank_serials=serials, certificate_ids=ids)
    return {"certificates": list(ids)}


def copies_of(case: CaseRecord) -> int:
    return max(1, int(case.application.get("certificate_copies") or 1))


@act("CERT_CLERK", quiet=True)
def spoil_blank(scene: Scene, blank_serial: str, reason: str, case_id: str = "", second_staff_id: str = "") -> Deed:
    """A blank is spoiled, before or after printing (C19): a second person signs, and the serial is never used again."""
    from .home_crews import must_be_here

    if not reason.strip():
        raise Refused("REASON_MISSING")
    if scene.config.certificates.spoil_needs_second_person:
        second = scene.draft.staff.get(second_staff_id)
        if second is None:
            raise Refused("SECOND_PERSON_MISSING")
        if second.person_id == scene.actor.person_id:
            raise Refused("SECOND_PERSON_SAME")
    case = scene.draft.cases.get(case_id)
    kind, hit = "", case is not None and normalize_blank_serial(blank_serial) in map(normalize_blank_serial, case.blank_serials)
    if case is not None:
        if hit:
            must_be_here(scene, case_id)
            case = signed_case(scene, "spoil_certificate", case_id)
        folio = scene.register.folio(case.unit_id) if case.unit_id else None
        first = next(iter(certificate_ids(scene, case)), "")
        certificate = folio.certificate(first) if folio and first else None
        kind = certificate.kind if certificate else ""
    scene.register.spoil_blank(blank_serial, kind, reason.strip(), scene.now, scene.actor.staff_id, second_staff_id,
                               case.case_no if case else "")
    yield e.BlankSpoiled(blank_serial=blank_serial, reason=reason.strip(), second_staff_id=second_staff_id,
                         case_id=case_id if hit else "")
    return {}


@act("CASHIER", quiet=True)
def take_fee(scene: Scene, case_id: str, means: str, waiver: str = "", words: str = "") -> Deed:
    """收费 (C11): the amount comes from the table, never from the cashier; a waiver needs its reason."""
    case = signed_case(scene, "take_fee", case_id)
    yuan = int(case.fee.get("yuan") or 0)
    if case.fee_paid or yuan == 0:
        raise Refused("FEE_DONE")
    if means not in scene.config.fees.means and not waiver:
        raise Refused("MEANS_UNKNOWN", means=means)
    if waiver and waiver not in {str(w) for w in case.fee.get("waivers", ())}:
        raise Refused("WAIVER_UNKNOWN")
    if waiver and not words.strip():
        raise Refused("REASON_MISSING")
    number, receipt_no = scene.next_number("receipt")
    lines: tuple[Any, ...] = tuple(case.fee.get("lines", ()))
    yield e.FeeTaken(case_id=case_id, receipt_no=receipt_no, number=number, year=scene.day.year, yuan=0 if waiver else yuan,
                     lines=lines, means=means, payer_role=str(case.fee.get("payer") or ""), waiver=f"{waiver}: {words}" if waiver else "")
    return {"receipt_no": receipt_no, "yuan": 0 if waiver else yuan}


@act("ISSUER", undo=False)
def deliver(scene: Scene, case_id: str, recipient_party_id: str, id_checked: bool, signature_id: str, by_agent: bool = False,
            poa_seen: bool = False) -> Deed:
    """发证 (C12): to the right person, against identity check and signature; what was due has been paid."""
    from .home_crews import may_give_out

    case = signed_case(scene, "deliver", case_id)
    may_give_out(scene, case_id)
    if int(case.fee.get("yuan") or 0) > 0 and not case.fee_paid:
        raise Refused("FEE_OPEN")
    party = case.party(recipient_party_id)
    if party is None:
        raise Refused("PARTY_UNKNOWN")
    allowed = recipients(scene, case)
    if recipient_party_id not in allowed:
        raise Refused("NOT_THE_RECIPIENT")
    if not id_checked:
        raise Refused("IDENTITY_OPEN")
    if by_agent and not poa_seen:
        raise Refused("POA_MISSING")
    if not signature_id.strip():
        raise Refused("SIGNATURE_MISSING")
    yield e.CertificateDelivered(case_id=case_id, recipient_party_id=recipient_party_id, by_agent=by_agent,
                                 signature=signature_id.strip()[:120], certificate_ids=case.certificate_ids)
    return {}


def recipients(scene: Scene, case: CaseRecord) -> tuple[str, ...]:
    """Whose certificate it is: the parties of the role the type names; any party where it names none (completion slips)."""
    role = catalogue_type(scene, case.type_code).certificate.to
    mine = tuple(p.party_id for p in case.parties if p.role == role)
    return mine or tuple(p.party_id for p in case.parties)
