"""Every page and state of the kiosk, and how a visitor gets there. Used by all tests that look at pages."""

from __future__ import annotations

from collections.abc import Callable

from tests.kiosk.fake_hall import CLEAR, MORTGAGED, OF_ANOTHER, OWNER, SEIZED, FakeHall
from tests.kiosk.visiting import BUYER, SELLER, Touches

Station = Callable[[Touches, FakeHall], None]

STATIONS: dict[str, Station] = {}


def station(page: str) -> Callable[[Station], Station]:
    """Registers a way to a page; the name before the dot is the page it must end on."""

    def keep(way: Station) -> Station:
        STATIONS[page] = way
        return way

    return keep


@station("home")
def _(touch: Touches, hall: FakeHall) -> None:
    pass


@station("home.paper_out")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.printer.status = "PAPER_OUT"
    touch.begin()


@station("closed")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.open = False
    touch.begin()


@station("types")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("choose", value="CERTIFICATE")


@station("about_type")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("choose", value="SALE")
    touch("choose", value="T03")


@station("about_type.ordinary")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("choose", value="SALE")
    touch("choose", value="N02")


@station("privacy")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("choose", value="SALE")
    touch("choose", value="T03")
    touch("next")


@station("who")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.start()


@station("side")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.start()
    touch("choose", value="SELF")


@station("document_no")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.start()
    touch("choose", value="SELF")
    touch("choose", value="TRANSFEROR")


@station("document_no.wrong")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["document_no"](touch, hall)
    touch.number("990000198001010013")


@station("document_no.company")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.start()
    touch("choose", value="COMPANY")
    touch("choose", value="TRANSFEROR")
    touch("choose", value="REPRESENTATIVE")
    touch("other")
    touch("choose", value="CREDIT_CODE")


@station("document_no.agent")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.start()
    touch("choose", value="AGENT")
    touch("choose", value="TRANSFEROR")


@station("document_kind")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["document_no"](touch, hall)
    touch("other")


@station("name")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["document_no"](touch, hall)
    touch.number(SELLER)


@station("name.empty")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["name"](touch, hall)
    touch("enter", name="")


@station("phone")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["name"](touch, hall)
    touch("enter", name="张三丰")


@station("parties")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["phone"](touch, hall)
    touch("leave")


@station("parties.missing")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["parties"](touch, hall)
    touch("next")


@station("parties.many")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["parties"](touch, hall)
    for n, name in enumerate(["欧阳测试", "阿依古丽·测试", "李秀英", "王芳", "赵六", "孙七"]):
        touch("add", value="TRANSFEREE")
        touch("choose", value="IN_PERSON")
        touch.person(citizen(f"9900001985121{n}003"), name)


def citizen(first: str) -> str:
    """A well-formed number that belongs to nobody, from its first seventeen digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    digits = first[:17].ljust(17, "2")
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


@station("manner")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["parties"](touch, hall)
    touch("add", value="TRANSFEREE")


@station("company_manner")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.start()
    touch("choose", value="COMPANY")
    touch("choose", value="TRANSFEROR")


@station("representative")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["document_no.agent"](touch, hall)
    touch.person(BUYER, "欧阳测试")
    touch.person(SELLER, "张三丰")
    touch("leave")
    touch("add", value="TRANSFEREE")
    touch("choose", value="BY_AGENT")
    touch.person("990000198512120029", "李秀英")


@station("party_problem")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.document_refused = "K03"
    STATIONS["present"](touch, hall)
    touch("all")


@station("present")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["parties"](touch, hall)
    touch("add", value="TRANSFEREE")
    touch("choose", value="IN_PERSON")
    touch.person(BUYER, "欧阳测试")
    touch("next")


@station("present_each")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["present"](touch, hall)
    touch("some")


@station("question")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.people_of_a_sale()


@station("which")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.people_of_a_sale()
    touch("choose", value="NO")
    touch("choose", value="NO")


@station("house_by")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.people_of_a_sale()
    touch.questions()


@station("house_no")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["house_by"](touch, hall)
    touch("choose", value="ownership_certificate")


@station("house_no.unit")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["house_by"](touch, hall)
    touch("choose", value="unit")


@station("house_no.not_found")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["house_no"](touch, hall)
    touch("enter", values={"district": "源汇", "digits": "20990000001"})


@station("unit")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["house_no"](touch, hall)
    touch("enter", values={"district": "源汇", "digits": CLEAR[8:-1]})


@station("not_holder")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["house_no"](touch, hall)
    touch("enter", values={"district": "召陵", "digits": OF_ANOTHER[8:-1]})


@station("register_down")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["house_no"](touch, hall)
    hall.register_down = True
    touch("enter", values={"district": "源汇", "digits": CLEAR[8:-1]})


@station("documents")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["house_by"](touch, hall)
    touch.house(MORTGAGED)


@station("documents.open")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["documents"](touch, hall)
    touch("next", documents={"TITLE_CERT": "HAVE"})


@station("documents.of_a_party")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["documents"](touch, hall)
    touch("next", documents={row["key"]: "HAVE" for row in touch.model["rows"]})


@station("check")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.to_check()


@station("passed")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.to_check()
    touch("next")


@station("passed.other_day")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.other_day = True
    hall.printer.status = "PAPER_OUT"
    touch.to_check()
    touch("next")


@station("missing")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.to_check(MORTGAGED, MORTGAGEE_CONSENT="NOT_HAVE", DEED_TAX_PROOF="NOT_HAVE")
    touch("next")


@station("missing.many")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.extra_missing = 7
    STATIONS["missing"](touch, hall)


@station("missing.paper_out")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.printer.status = "PAPER_OUT"
    STATIONS["missing"](touch, hall)


@station("correct_now")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.to_check(APPLICATION_FORM="NOT_HAVE")
    touch("next")


@station("not_eligible")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.to_check(SEIZED)
    touch("next")


@station("refer")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.to_check(TITLE_CERT="UNSURE")
    touch("next")


@station("notice_no")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("return")


@station("notice_no.unknown")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("return")
    touch("enter", values={"year": "2014", "seq": "99"})


@station("open_items")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.missed_papers("DEED_TAX_PROOF", "TITLE_CERT")
    touch("return")
    touch("enter", values={"year": "2014", "seq": "1"})


@station("known")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("known")


@station("booked_code")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("known")
    touch("booked")


@station("booked_proof")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("known")
    touch("booked")
    touch("enter", values={"code": "12345678"})


@station("booked_proof.wrong")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["booked_proof"](touch, hall)
    touch("enter", values={"ending": "1111"})


@station("booked")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["booked_proof"](touch, hall)
    touch("enter", values={"ending": OWNER[-4:]})


@station("booked.late")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.booked = "LATE"
    STATIONS["booked"](touch, hall)


@station("booked_not_now")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.booked = "EARLY"
    STATIONS["booked"](touch, hall)


@station("joining_no")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("known")
    touch("joining")


@station("joining_proof")
def _(touch: Touches, hall: FakeHall) -> None:
    hall._issue("A")
    touch("known")
    touch("joining")
    touch("enter", values={"series": "A", "figures": "1"})


@station("joining_proof.wrong")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["joining_proof"](touch, hall)
    touch("enter", values={"ending": "1111"})


@station("joined")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["joining_proof"](touch, hall)
    touch("enter", values={"ending": OWNER[-4:]})


@station("joined.all_here")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.all_here = True
    STATIONS["joined"](touch, hall)


@station("missed_no")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("known")
    touch("missed")


@station("missed_no.not_a_slip")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("known")
    touch("missed")
    touch("scan", text="N-2014-000045")


@station("missed_proof")
def _(touch: Touches, hall: FakeHall) -> None:
    hall._issue("A")
    touch("known")
    touch("missed")
    touch("enter", values={"series": "A", "figures": "1"})


@station("missed_proof.wrong")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["missed_proof"](touch, hall)
    touch("enter", values={"ending": "1111"})


@station("back_in_line")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["missed_proof"](touch, hall)
    touch("enter", values={"ending": OWNER[-4:]})


@station("refused.second_miss")
def _(touch: Touches, hall: FakeHall) -> None:
    hall._issue("A")["back"] = True
    touch("known")
    touch("missed")
    touch("scan", text="http://hall.example/t/" + "x" * 22)


@station("ticket.given_away")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["passed"](touch, hall)
    hall.extra_of_ticket = {"appointment": {"how": "EARLY", "time": "10:30"}}
    touch("take")


@station("consult")
def _(touch: Touches, hall: FakeHall) -> None:
    touch("choose", value="OTHER")
    touch("desk")


@station("help")
def _(touch: Touches, hall: FakeHall) -> None:
    touch.start()
    touch("help")


@station("refused")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["check"](touch, hall)
    hall.reviews.clear()
    touch("next")


@station("full")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["passed"](touch, hall)
    hall.full = True
    touch("take")


@station("ticket")
def _(touch: Touches, hall: FakeHall) -> None:
    hall._issue("A")
    STATIONS["passed"](touch, hall)
    touch("take")


@station("ticket.reprinted")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket"](touch, hall)
    touch("reprint")


@station("ticket.given_up")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket.reprinted"](touch, hall)
    touch("reprint")


@station("ticket.paper_out")
def _(touch: Touches, hall: FakeHall) -> None:
    hall.printer.status = "PAPER_OUT"
    STATIONS["passed"](touch, hall)
    touch("take")


@station("ticket.consult")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["consult"](touch, hall)
    touch("consult")


@station("done")
def _(touch: Touches, hall: FakeHall) -> None:
    STATIONS["ticket"](touch, hall)
    touch("came_out")
