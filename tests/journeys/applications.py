"""One application of every type on a house of the demonstration: who applies, with which papers, and what the form says (domain.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.journeys.steered import SteeredHall

BUYER = {"name": "郑重买", "document_kind": "CITIZEN_ID", "document_no": "990000197203030017", "phone": "16100000021", "kind": "PERSON"}
SALE = {"price_yuan": "520000", "contract_no": "HT-1", "contract_date": "2014-10-01"}
TITLE = {"co_ownership_kind": "SOLE", "certificate_copies": "1"}
DEBT = {"contract_no": "抵-1", "amount_yuan": "300000", "debt_from": "2014-10-13", "debt_to": "2034-10-12", "debtor": "MORTGAGOR"}
CEILING = {"contract_no": "抵-2", "maximum_amount_yuan": "800000", "claim_from": "2014-10-13", "claim_to": "2019-10-12", "debtor": "MORTGAGOR",
           "prior_debt_included": "NO"}


@dataclass(frozen=True)
class Application:
    """``parties`` as the hall takes them, the visitor's own side first; ``paper`` the number of the certificate shown."""

    type_no: str
    house: Mapping[str, Any]
    parties: tuple[Mapping[str, Any], ...]
    form: Mapping[str, str]
    paper: str = ""

    @property
    def holder(self) -> str:
        """Whose right or paper it is in the end: all of the side that came last."""
        return "、".join(str(p["name"]) for p in self.parties if p["role"] == self.parties[-1]["role"])

    @property
    def taker(self) -> str:
        """Who collects: the last to come, who gets the right."""
        return str(self.parties[-1]["party_id"])


def somebody(role: str, shown: Mapping[str, Any], party_id: str = "p1", **more: Any) -> dict[str, Any]:
    """A person or company of the demonstration, or a stranger, as a party."""
    company = shown["document_kind"] in ("BUSINESS_LICENCE", "CREDIT_CODE")
    return {"party_id": party_id, "role": role, "kind": "COMPANY" if company else "PERSON", "name": shown["name"],
            "document_kind": shown["document_kind"], "document_no": shown["document_no"], "phone": shown.get("phone") or "16100000022", **more}


def application(hall: SteeredHall, type_no: str) -> Application:
    """An application of that type that nothing stands against, on a house nobody else of these applications touches."""
    today = hall.config.ruleset != "CN-2014"
    bar = {"transfer_bar": "NO"} if today else {}
    clean = hall.houses("clean_single")
    developer = hall.houses("new_stock")[0]["holders"][0]
    bank = dict(hall.houses("mortgaged")[0]["related"])["MORTGAGEE"]
    lender = somebody("MORTGAGEE", bank, "p2", lender=True)

    def own(role: str, house: Mapping[str, Any], *others: Mapping[str, Any], **form: str) -> Application:
        return Application(type_no, house, (somebody(role, house["holders"][0]), *others), form, house["certificate_no"])

    match type_no:
        case "T01" | "T02":
            house = hall.houses("notice_own" if type_no == "T01" else "affordable_stock")[1]
            buyer = dict(house["related"]).get("NOTICE_HOLDER", BUYER)
            cause = {"cause": "SALE"} if type_no == "T01" else {}
            return own("TRANSFEROR", house, somebody("TRANSFEREE", buyer, "p2"), **cause, **SALE, **TITLE)
        case "T03":
            return own("TRANSFEROR", clean[10], somebody("TRANSFEREE", BUYER, "p2"), cause="SALE", **SALE, **TITLE)
        case "T04":
            return own("MORTGAGOR", clean[11], lender, **DEBT, **bar)
        case "T05":
            return own("MORTGAGOR", clean[12], lender, **CEILING, **bar)
        case "T06":
            house = hall.houses("mortgaged")[1]
            right = next(r for r in hall.folio(house["unit_id"]).rights if r.active and str(r.kind) == "MORTGAGE")
            return Application(type_no, house, (somebody("MORTGAGEE", bank, lender=True),),
                               {"mortgage_record_id": right.record_id, "discharge_reason": "SETTLED"}, dict(house["papers"])["MORTGAGE"])
        case "T07":
            return own("HOLDER", hall.houses("wrong_area")[0], error_kind="AREA", error_by="APPLICANT", corrected_field="area_m2",
                       corrected_value="99.99")
        case "T08":
            return Application(type_no, clean[13], (somebody("INTERESTED_PARTY", BUYER),), {"matter": "登记的所有权人与实际不符"},
                               clean[13]["certificate_no"])
        case "T09":
            return own("HOLDER", clean[14], renewal_reason="DAMAGED", certificate_copies="1")
        case "T10":
            return own("HOLDER", hall.houses("lost_certificate")[0], loss_published_on=hall.now[:8] + "01", certificate_copies="1")
        case "N01":
            return Application(type_no, hall.houses("construction")[0], (somebody("OWNER", developer),), TITLE)
        case "N02":
            return Application(type_no, clean[15], (somebody("HEIR", BUYER),), TITLE, clean[15]["certificate_no"])
        case "N03":
            return Application(type_no, hall.houses("construction")[1], (somebody("GRANTOR", developer), somebody("NOTICE_HOLDER", BUYER, "p2")),
                               {"notice_of": "PRESALE", **SALE})
        case "N04":
            return Application(type_no, hall.houses("construction")[2], (somebody("MORTGAGOR", developer), lender), DEBT)
        case "N05":
            return own("HOLDER", clean[16], changed_field="location", changed_value="漯河市源汇区测试路1号新门牌", certificate_copies="1")
        case "N06":
            return own("HOLDER", clean[17], cancel_reason="DESTROYED")
    raise AssertionError(f"nobody applies for {type_no}")
