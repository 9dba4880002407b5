"""A small honest hall for tests of the kiosk: real types and papers, one register, numbers, slips, keys. No web, no store.

It keeps its promises the way the real one does: a repeated key gives the first answer, a review gets one number, and a
number exists before its slip. What goes wrong is set by the test: `down`, `lose_answer_of`, `register_down`, `full`.
"""

from __future__ import annotations

import threading
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from queue_server.client import NoAnswer, Refused, Unavailable

CATALOGUE = Path(__file__).parents[2] / "queue_server" / "catalogue"
SHANGHAI = ZoneInfo("Asia/Shanghai")
GROUPS = {
    "SALE": ("买卖过户", "Buying, selling, inheriting"),
    "MORTGAGE": ("抵押贷款", "Mortgages and loans"),
    "CERTIFICATE": ("更正、换证、补证", "Corrections and certificates"),
    "OTHER": ("其他 / 不清楚（请人帮我）", "Something else / not sure (please help me)"),
}
OWNER = "990000198001010012"
CLEAR = "漯房权证源汇字第20990012345号"
MORTGAGED = "漯房权证源汇字第20990054321号"
SEIZED = "漯房权证郾城字第20990099999号"
OF_ANOTHER = "漯房权证召陵字第20990011111号"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@cache
def types_of_catalogue() -> dict[str, dict[str, Any]]:
    files = sorted((CATALOGUE / "types").glob("[TN]*.toml"), key=lambda file: (file.name[0] != "T", file.name))
    return {found["no"]: found for found in (tomllib.loads(file.read_text(encoding="utf-8")) for file in files)}


@cache
def papers_of_catalogue() -> dict[str, dict[str, Any]]:
    return tomllib.loads((CATALOGUE / "documents.toml").read_text(encoding="utf-8"))


@dataclass
class Review:
    review_id: str
    type_no: str
    lang: str
    parties: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, bool] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    house: dict[str, Any] = field(default_factory=dict)
    decision: dict[str, Any] = field(default_factory=dict)
    notice: dict[str, Any] = field(default_factory=dict)
    ticket: dict[str, Any] = field(default_factory=dict)
    dropped: bool = False


class FakePrinter:
    """Prints what is queued for it, and says when the last byte of a job went out."""

    def __init__(self) -> None:
        self.status = "OK"
        self.jobs: list[dict[str, Any]] = []
        self.printed = threading.Condition()

    def send(self, kind: str, **slip: Any) -> str:
        with self.printed:
            job = {"job_id": f"j{len(self.jobs) + 1}", "kind": kind, "printed": self.status == "OK", **slip}
            self.jobs.append(job)
            self.printed.notify_all()
        return str(job["job_id"])

    def kind_of(self, job_id: str) -> str:
        for job in self.jobs:
            if job["job_id"] == job_id:
                return str(job["kind"])
        raise Refused("SLIP_UNKNOWN")

    def wait_for(self, count: int, seconds: float = 30.0) -> bool:
        """Whether that many jobs have gone out; waits for them."""
        with self.printed:
            return self.printed.wait_for(lambda: sum(job["printed"] for job in self.jobs) >= count, seconds)


class FakeHall:
    """What a client in the same process talks to: act and view."""

    def __init__(self) -> None:
        self.now = datetime(2014, 10, 13, 9, 12, tzinfo=SHANGHAI)
        self.types = types_of_catalogue()
        self.papers = papers_of_catalogue()
        self.reviews: dict[str, Review] = {}
        self.tickets: list[dict[str, Any]] = []
        self.helped: list[dict[str, Any]] = []
        self.confirmed: list[tuple[str, bool]] = []
        self.answered: dict[str, Any] = {}
        self.counters: Counter[str] = Counter()
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        self.printer = FakePrinter()
        self.open = True
        self.full = False
        self.down = False
        self.register_down = False
        self.lose_answer_of = ""
        self.other_day = False
        self.booked = "KEPT"
        self.all_here = False
        self.extra_of_ticket: dict[str, Any] = {}
        self.auto_confirm = True
        self.extra_missing = 0
        self.document_refused = ""
        self.refuse: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.units = {
            CLEAR: {"owner": OWNER, "location": "源汇区测试路1号1幢1单元101室"},
            MORTGAGED: {"owner": OWNER, "location": "源汇区测试路1号1幢1单元102室", "mortgaged": True},
            SEIZED: {"owner": OWNER, "location": "郾城区测试路9号", "seized": True},
            OF_ANOTHER: {"owner": "990000197611300047", "location": "召陵区测试路3号"},
            "源汇-0001-01-0101": {"owner": OWNER, "location": "源汇区测试路1号1幢1单元101室"},
        }
        self._lock = threading.RLock()

    # --- the door ---------------------------------------------------------------------------------------------------

    def act(self, name: str, body: dict[str, Any], key: str, lang: str) -> Any:
        with self._lock:
            if self.down:
                raise NoAnswer("hall")
            self.asked.append((name, body, key))
            if name in self.refuse:
                raise Refused(self.refuse[name])
            if key not in self.answered:
                deed = getattr(self, f"_{name}", None)
                if deed is None:
                    raise Refused("ACT_UNKNOWN", act=name)
                self.answered[key] = deed(lang, **{k: v for k, v in body.items() if k != "lang"})
            if name == self.lose_answer_of:
                self.lose_answer_of = ""
                raise NoAnswer("hall")
            return {"ok": True, "seq": len(self.asked), "result": self.answered[key]}

    def view(self, name: str, args: dict[str, Any], lang: str) -> Any:
        with self._lock:
            if self.down:
                raise NoAnswer("hall")
            data = getattr(self, f"_see_{name}")(lang, **args)
            return {"seq": len(self.asked), "at": self.now.isoformat(), "data": data}

    def acts(self, name: str) -> list[dict[str, Any]]:
        return [body for asked, body, _ in self.asked if asked == name]

    # --- views ------------------------------------------------------------------------------------------------------

    def _see_hall_public(self, lang: str) -> dict[str, Any]:
        return {
            "hall": {
                "name_zh": self.names.get("hall", "漯河市房屋登记大厅"),
                "name_en": self.names.get("hall", "House Registration Hall, Luohe"),
                "telephone": "0395-0000000",
            },
            "ruleset": "CN-2014",
            "now": self.now.isoformat(),
            "open": self.open,
            "hours_today": ["08:30–12:00", "14:30–18:00"],
            "printers": [{"printer_id": "entrance", "status": self.printer.status}],
            "series": [{"letter": letter} for letter in "ABCDZ"],
            "settings": {
                "digits": 3,
                "kiosk": {"idle_seconds": 60, "elder_idle_seconds": 120, "warning_seconds": 30},
                "districts": ["源汇", "郾城", "召陵"],
                "unit_no_scheme": "LOCAL",
                "notice_days": 30,
                "numbers": {
                    "notice": "漯房登告〔{year}〕第{seq:06d}号",
                    "ownership_certificate": "漯房权证{district}字第{year}{seq:07d}号",
                    "other_right_certificate": "漯房他证{district}字第{year}{seq:07d}号",
                },
            },
        }

    def _see_types(self, lang: str) -> list[dict[str, Any]]:
        groups = []
        for code, (zh, en) in GROUPS.items():
            mine = [self._type(t, lang) for t in self.types.values() if t.get("kiosk_group") == code]
            groups.append({"group": code, "name": en if lang == "en" else zh, "types": mine})
        return groups

    def _type(self, found: dict[str, Any], lang: str) -> dict[str, Any]:
        said = "en" if lang == "en" else "zh"
        roles = [{**role, "name": role[f"name_{said}"]} for role in found["applicants"]["roles"]]
        who = [role["name"] for role in roles if role["must_appear"]]
        label = self.names.get(found["no"], found[f"kiosk_label_{said}"])
        return {
            "code": found["no"], "no": found["no"], "kiosk_label": label, "name": found[f"name_{said}"],
            "instant": found["no"].startswith("T"), "who_must_be_present": who or [roles[0]["name"]], "roles": roles,
        }  # fmt: skip

    def _see_review(self, lang: str, review_id: str) -> dict[str, Any]:
        review = self._review(review_id)
        said = "en" if lang == "en" else "zh"
        return {
            "review": {
                "review_id": review_id,
                "type": self._type(self.types[review.type_no], lang),
                "due": {"today": not self.other_day, "text": self._due(lang)},
                "decision": self._decision(review, lang) if review.decision else None,
            },
            "questions": self._questions(review, said),
            "documents": [self._paper(review, key, said) for key in self._keys(review)],
        }

    def _due(self, lang: str) -> str:
        if self.other_day:
            return (
                "If accepted now, ready tomorrow before 10:00"
                if lang == "en"
                else "现在取号，预计明天上午 10:00 前可领证"
            )
        return "If accepted now, ready by 11:20 today" if lang == "en" else "现在受理，今天 11:20 前可以领证"

    def _questions(self, review: Review, said: str) -> list[dict[str, Any]]:
        wanted = []
        texts = {
            "spouse_co_owner_declared": ("这套房子是不是还有别的共有人，名字没写在房产证上，比如夫妻共有？",
                                         "Does anyone own the house with you who is not named on the certificate?"),
            "tax_relief_claimed": ("您是不是要申请契税优惠？", "Do you claim a reduced deed tax?"),
            "party_overseas": ("下面哪几位持护照、港澳台证件，或者材料在境外办理？",
                               "Who of you holds a passport, or has papers made abroad?"),
        }  # fmt: skip
        facts = ["spouse_co_owner_declared", "tax_relief_claimed"] if review.type_no in ("T01", "T02", "T03") else []
        for fact in facts:
            if fact not in review.facts:
                wanted.append({"fact": fact, "text": texts[fact][said == "en"], "answer": None, "party_ids": []})
        about = [p["party_id"] for p in review.parties if f"party_overseas@{p['party_id']}" not in review.facts]
        if about and review.type_no in ("T03", "T04"):
            text = texts["party_overseas"][said == "en"]
            wanted.append({"fact": "party_overseas", "text": text, "answer": None, "party_ids": about})
        return wanted

    def _keys(self, review: Review) -> list[str]:
        keys = ["APPLICATION_FORM", "TITLE_CERT"]
        if review.type_no in ("T01", "T02", "T03"):
            keys += ["TRANSFER_CAUSE", "DEED_TAX_PROOF", "SELLER_TAX_PROOF"]
        if review.house.get("mortgaged"):
            keys.append("MORTGAGEE_CONSENT")
        if review.facts.get("spouse_co_owner_declared"):
            keys.append("CO_OWNER_CONSENT")
        for party in review.parties:
            if party["kind"] == "COMPANY":
                keys += [f"{code}@{party['party_id']}" for code in ("ORG_LICENCE", "ORG_CODE_CERT", "ORG_REP_PROOF")]
            else:
                keys.append(f"ID_APPLICANT@{party['party_id']}")
            if party["by_agent"]:
                keys += [f"AGENT_POA@{party['party_id']}", f"AGENT_ID@{party['party_id']}"]
            if party["guardian"]:
                keys += [f"GUARDIAN_PROOF@{party['party_id']}", f"GUARDIAN_ID@{party['party_id']}"]
        return [*keys, "INQUIRY_RECORD"]

    def _paper(self, review: Review, key: str, said: str) -> dict[str, Any]:
        code, _, party_id = key.partition("@")
        paper = self.papers[code]
        why = paper.get(f"why_{said}", "")
        return {
            "key": key, "code": code, "party_id": party_id or None, "name": paper[f"name_{said}"],
            "why": why if isinstance(why, str) else next(iter(why.values())), "where": paper.get(f"where_{said}", ""),
            "basis": "《房屋登记办法》第十一条", "at_counter": bool(paper.get("at_counter")),
            "on_the_spot": bool(paper.get("on_the_spot")), "required": True,
            "answer": review.documents.get(key),
        }  # fmt: skip

    # --- acts -------------------------------------------------------------------------------------------------------

    def _open_review(self, lang: str, type_code: str, channel: str, who: str, **_: Any) -> dict[str, Any]:
        review_id = f"r{len(self.reviews) + 1}"
        self.reviews[review_id] = Review(review_id, type_code, lang)
        return {"review_id": review_id}

    def _review(self, review_id: str) -> Review:
        if review_id not in self.reviews:
            raise Refused("CASE_UNKNOWN")
        return self.reviews[review_id]

    def _set_parties(self, lang: str, review_id: str, parties: list[dict[str, Any]]) -> dict[str, Any]:
        review = self._review(review_id)
        for n, party in enumerate(parties):
            if self.document_refused:
                raise Refusing(self.document_refused, f"parties.{n}.expires_on")
            if not party["name"]:
                raise Refusing("NAME_MISSING", f"parties.{n}.name")
            if party["document_kind"] == "ID_CARD" and not fits(party["document_no"]):
                raise Refusing("K02", f"parties.{n}.document_no")
            if party.get("expires_on", "2099-01-01") < self.now.date().isoformat():
                raise Refusing("K03", f"parties.{n}.expires_on")
        review.parties = parties
        rows = [{"party_id": p["party_id"], "person_id": f"person-{n}", "problems": [], "warnings": []}
                for n, p in enumerate(parties)]  # fmt: skip
        return {"parties": rows, "identity": "OK"}

    def _answer(self, lang: str, review_id: str, facts: dict[str, bool], documents: dict[str, str]) -> dict[str, Any]:
        review = self._review(review_id)
        review.facts.update(facts)
        review.documents.update(documents)
        return {}

    def _look_up(self, lang: str, review_id: str, certificate_no: str = "", unit_no: str = "") -> dict[str, Any]:
        review = self._review(review_id)
        if self.register_down:
            raise Unavailable("register")
        found = self.units.get(certificate_no or unit_no)
        if found is None:
            return {"state": "NOT_FOUND", "holder": False}
        people = {p["document_no"] for p in review.parties}
        holder = found["owner"] in people
        review.house = {**found, "holder": holder}
        answer: dict[str, Any] = {"state": "FOUND", "holder": holder}
        if holder:
            answer["unit"] = {
                "location": found["location"],
                "area_m2": "89.50",
                "use": "住宅",
                "unit_no": "源汇-0001-01-0101",
            }
        return answer

    def _decide_review(self, lang: str, review_id: str) -> dict[str, Any]:
        review = self._review(review_id)
        missing = [key for key in self._keys(review) if not self.papers[key.partition("@")[0]].get("at_counter")]
        missing = [key for key in missing if review.documents.get(key) in ("NOT_HAVE", None)]
        here = [key for key in missing if self.papers[key.partition("@")[0]].get("on_the_spot")]
        missing = [key for key in missing if key not in here]
        unsure = [key for key, answer in review.documents.items() if answer == "UNSURE"]
        if review.house.get("seized"):
            outcome = "NOT_ELIGIBLE"
        elif not review.house or not review.house.get("holder") or unsure:
            outcome = "REFER"
        elif missing or here or self.extra_missing:
            outcome = "MISSING"
        else:
            outcome = "PASS"
        review.decision = {"outcome": outcome, "keys": missing, "here": here}
        return {"decision": self._decision(review, lang), "may_take_ticket": outcome == "PASS" and self.auto_confirm}

    def _decision(self, review: Review, lang: str) -> dict[str, Any]:
        said = "en" if lang == "en" else "zh"
        reasons = {
            "NOT_ELIGIBLE": ("房屋被依法查封", "the house is seized"),
            "REFER": ("登记簿信息需要工作人员核对", "staff must check the register"),
        }  # fmt: skip
        outcome = review.decision["outcome"]
        instant = review.type_no.startswith("T")
        keys = list(review.decision["keys"]) + ["TRANSLATION"] * self.extra_missing
        items = [{"no": n, **self._paper(review, key, said)} for n, key in enumerate(keys, start=1)]
        exclusion = "The law sets a longer time for this" if lang == "en" else "这类登记依法需要更长时间"
        return {
            "outcome": outcome,
            "reasons": [{"code": "R04", "text": reasons[outcome][said == "en"]}] if outcome in reasons else [],
            "missing": items if outcome == "MISSING" else [],
            "correct_now": [{"no": n, **self._paper(review, key, said)} for n, key in enumerate(review.decision["here"], start=1)],
            "warnings": [],
            "lane": "INSTANT" if instant else "NORMAL",
            "exclusions": [] if instant else [{"code": "TYPE_NOT_INSTANT", "text": exclusion}],
        }

    def _take_ticket(self, lang: str, review_id: str, here: list[str]) -> dict[str, Any]:
        review = self._review(review_id)
        if review.ticket:
            return review.ticket
        if self.full:
            raise Refused("K08")
        if review.decision.get("outcome") != "PASS":
            raise Refused("NOT_PASSED")
        review.ticket = self._issue(self.types[review.type_no]["queue_prefix"], here=here, **self.extra_of_ticket)
        return review.ticket

    def _take_consult_ticket(self, lang: str, review_id: str | None, reason: str) -> dict[str, Any]:
        return self._issue("Z", reason=reason)

    def _issue(self, series: str, **more: Any) -> dict[str, Any]:
        self.counters[series] += 1
        number = f"{series}{self.counters[series]:03d}"
        ahead = len(self.tickets)
        ticket = {
            "ticket_id": f"t-{number}", "number": number, "token": "x" * 22, "ahead": ahead,
            "range": {"low": 5 * ahead, "high": 5 * ahead + 10}, "qr_url": "/t/" + "x" * 22, **more,
        }  # fmt: skip
        ticket["slip"] = {"job_id": self.printer.send("TICKET", number=number)}
        self.tickets.append(ticket)
        return ticket

    def _give_notice(self, lang: str, review_id: str) -> dict[str, Any]:
        review = self._review(review_id)
        self.counters["notice"] += 1
        number = f"漯房登告〔2014〕第{self.counters['notice']:06d}号"
        items = self._decision(review, lang)["missing"]
        review.notice = {"notice_no": number, "items": items, "job_id": self.printer.send("ONE_TIME_NOTICE")}
        return review.notice

    def _resume_review(self, lang: str, notice_no: str) -> dict[str, Any]:
        for review in self.reviews.values():
            if review.notice.get("notice_no") == notice_no:
                return {"review_id": review.review_id, "items": review.notice["items"]}
        raise Refused("NOTICE_UNKNOWN")

    def _reinstate_own(self, lang: str, token: str = "", number: str = "", last_four: str = "") -> dict[str, Any]:
        """A number that was passed over, by its slip or by the end of the owner's document; once."""
        found = next((t for t in self.tickets if token in ("", t["token"]) and number in ("", t["number"])), None)
        if found is None or not token and last_four != OWNER[-4:]:
            raise Refused("NUMBER_NOT_PROVED")
        if found.get("back"):
            raise Refused("REINSTATED_BEFORE", label=found["number"])
        found["back"] = True
        return {"number": found["number"], "ticket_id": found["ticket_id"], "ahead": 3, "behind": 3, "range": {"low": 10, "high": 20}}

    def _arrive(self, lang: str, code: str = "", last_four: str = "", document_no: str = "", document_kind: str = "") -> dict[str, Any]:
        """An appointment for T03 at 09:30 of the owner's, by his card or by code 12345678."""
        if document_no != OWNER and (code, last_four) != ("12345678", OWNER[-4:]):
            raise Refused("APPOINTMENT_NOT_FOUND")
        if self.booked == "EARLY":
            raise Refused("APPOINTMENT_EARLY", time="09:30", since="09:10")
        if self.booked == "USED":
            raise Refused("APPOINTMENT_USED", label="A001")
        opened = self._open_review(lang, "T03", "KIOSK", "SELF")
        return {**opened, "appointment_id": "a1", "type_code": "T03", "kept": self.booked == "KEPT", "at": "2014-10-13T09:30:00+08:00",
                "kept_until": "2014-10-13T09:45:00+08:00"}

    def _join_number(self, lang: str, token: str = "", number: str = "", last_four: str = "") -> dict[str, Any]:
        """The buyer of a sale comes after the number was taken."""
        found = next((t for t in self.tickets if token in ("", t["token"]) and number in ("", t["number"])), None)
        if found is None or last_four != OWNER[-4:]:
            raise Refused("NUMBER_NOT_PROVED")
        return {"number": found["number"], "ticket_id": found["ticket_id"], "type_code": "T03", "all_here": self.all_here,
                "came": [{"role": "TRANSFEREE", "nth": 0}], "awaited": [] if self.all_here else [{"role": "TRANSFEROR", "nth": 2}]}

    def _drop_review(self, lang: str, review_id: str) -> dict[str, Any]:
        self._review(review_id).dropped = True
        return {}

    def _ask_for_person(self, lang: str, **about: Any) -> dict[str, Any]:
        self.helped.append(about)
        return {}

    def _confirm_printed(self, lang: str, job_id: str, came_out: bool) -> dict[str, Any]:
        """No is answered with the marked reprint, as in the real hall."""
        kind = self.printer.kind_of(job_id)
        self.confirmed.append((job_id, came_out))
        return {} if came_out else {"job_id": self.printer.send(kind, reprint=True)}

    def _reprint(self, lang: str, ticket_id: str = "", job_id: str = "") -> dict[str, Any]:
        if job_id:
            return {"job_id": self.printer.send(self.printer.kind_of(job_id), reprint=True)}
        if ticket_id not in {ticket["ticket_id"] for ticket in self.tickets}:
            raise Refused("TICKET_UNKNOWN")
        return {"job_id": self.printer.send("TICKET", reprint=True)}

    # --- short cuts for tests ---------------------------------------------------------------------------------------

    def missed_papers(self, *codes: str) -> str:
        """A notice given on another day, for which these papers are missing; answers its number."""
        review_id = self._open_review("zh-CN", "T03", "KIOSK", "SELF")["review_id"]
        review = self.reviews[review_id]
        review.house = {**self.units[CLEAR], "holder": True}
        review.documents = {key: "NOT_HAVE" if key in codes else "HAVE" for key in self._keys(review)}
        self._decide_review("zh-CN", review_id)
        number = str(self._give_notice("zh-CN", review_id)["notice_no"])
        self.printer.jobs.clear()
        return number

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


class Refusing(Refused):
    """A refusal that names the field it speaks of."""

    def __init__(self, code: str, named: str) -> None:
        super().__init__(code)
        self.field = named


def fits(number: str) -> bool:
    """The check digit of a citizen number."""
    if len(number) != 18:
        return len(number) == 15
    return "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True)) % 11] == number[17]
