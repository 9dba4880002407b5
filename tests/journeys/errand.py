"""A visitor with an errand before the real kiosk: goes from page to page by touching, and answers whatever the kiosk asks.

What the visitor carries in the head is an `Errand`; which page comes next is the kiosk's business alone. The clock of the page is
turned by the visitor, so that the moment a page takes to settle costs the test nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

WAIT_MS = 60_000
SETTLE_MS = 320
PAGES_MAX = 80
ENDS = frozenset({
    "passed", "missing", "not_eligible", "refer", "full", "refused", "not_holder", "register_down", "consult", "party_problem", "correct_now",
})
"""Where an errand stops by itself: the visitor reads, and the test says what follows."""


@dataclass(frozen=True)
class Who:
    """Somebody with a document. ``acting`` is who comes for him; ``minor`` that he is a child with a guardian."""

    name: str
    number: str
    kind: str = "ID_CARD"
    company: bool = False
    acting: Who | None = None
    minor: bool = False

    @property
    def manner(self) -> str:
        return "COMPANY" if self.company else "BY_GUARDIAN" if self.minor else "BY_AGENT" if self.acting else "IN_PERSON"


@dataclass(frozen=True)
class Errand:
    """What somebody wants, who takes part (the visitor's own side first), which house, and what is answered.

    ``yes`` are pieces of the questions answered with yes, ``papers`` pieces of the names of papers with another answer than "have it".
    """

    group: str
    type_no: str
    parties: tuple[tuple[str, Who], ...]
    number: str = ""
    by: str = "ownership_certificate"
    who: str = "SELF"
    yes: tuple[str, ...] = ()
    papers: Mapping[str, str] = field(default_factory=dict)


class Visitor:
    """Before one kiosk with one browser page. ``show_card`` lays a card on the reader."""

    def __init__(self, page: Page, address: str, show_card: Callable[[Who], object]) -> None:
        self.page = page
        self.address = address
        self.show_card = show_card
        self.errand = Errand("", "", ())
        self.trail: list[str] = []
        page.clock.install()

    # --- looking and touching -------------------------------------------------------------------------------------------

    @property
    def at(self) -> str:
        return str(self.screen.get_attribute("data-page"))

    @property
    def screen(self) -> Locator:
        return self.page.locator(".screen")

    def words(self) -> str:
        return self.page.locator("#kiosk").inner_text()

    def sees(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator("#kiosk")).to_contain_text(word, timeout=WAIT_MS)

    def come(self) -> None:
        """A fresh visitor at the start page."""
        self.page.goto(f"{self.address}/kiosk/")
        self.settled("home")

    def settled(self, page: str = "") -> None:
        wanted = f'.screen{f"[data-page={page}]" if page else ""}:not([data-busy])'
        self.page.wait_for_selector(wanted, timeout=WAIT_MS)
        self.page.clock.run_for(SETTLE_MS)

    def touch(self, what: Locator) -> str:
        """Press it and wait for the page that follows; answers that page's name."""
        step = self.screen.get_attribute("data-step")
        what.click(timeout=WAIT_MS)
        self.page.wait_for_selector(f'.screen:not([data-step="{step}"]):not([data-busy])', timeout=WAIT_MS)
        self.page.clock.run_for(SETTLE_MS)
        self.trail.append(self.at)
        return self.trail[-1]

    def button(self, words: str) -> Locator:
        return self.page.locator("button:not(.paged-measure *):not([inert] *)").filter(has_text=words).first

    def press(self, words: str) -> str:
        return self.touch(self.button(words))

    def onward(self) -> str:
        return self.touch(self.page.locator("button.primary:not([inert] *)"))

    def choose(self, value: str) -> str:
        return self.touch(self.page.locator(f'.tile[data-value="{value}"]:not(.paged-measure *)'))

    def key(self, sign: str) -> None:
        self.page.locator(".work .key:not(.paged-measure *)").get_by_text(sign, exact=True).first.click(timeout=WAIT_MS)

    def type(self, signs: str) -> None:
        for sign in signs:
            self.key(sign)

    # --- the whole way --------------------------------------------------------------------------------------------------

    def go(self, errand: Errand, stop: frozenset[str] = ENDS) -> str:
        """From the start page to the first page in ``stop``, answering everything on the way; answers that page's name."""
        self.come()
        return self.carry_on(errand, stop)

    def carry_on(self, errand: Errand, stop: frozenset[str] = ENDS) -> str:
        self.errand, self.trail = errand, [self.at]
        self.told: list[Who] = []
        for _ in range(PAGES_MAX):
            if self.at in stop:
                return self.at
            getattr(self, f"_on_{self.at}", self.onward)()
        raise AssertionError(f"the visitor walks in circles: {self.trail[-12:]}")

    def _on_home(self) -> None:
        self.choose(self.errand.group)

    def _on_types(self) -> None:
        self.choose(self.errand.type_no)

    def _on_who(self) -> None:
        self.choose(self.errand.who)

    def _on_side(self) -> None:
        self.choose(self.errand.parties[0][0])

    def _on_manner(self) -> None:
        self.choose(self._next_party.manner)

    def _on_company_manner(self) -> None:
        self.choose("AGENT" if self._next_party.acting else "REPRESENTATIVE")

    def _on_representative(self) -> None:
        self.choose("OTHER")

    @property
    def _next_party(self) -> Who:
        """The first party whose own document the kiosk does not know yet."""
        left = [who for _, who in self.errand.parties if who not in self.told]
        return left[0] if left else self.errand.parties[-1][1]

    @property
    def _asked(self) -> Who:
        """Whose document or name the page asks for: of somebody, or of whoever acts for him."""
        heading = self.page.locator("h1").inner_text()
        party = self._next_party
        if re.search("代理人|监护人|您本人", heading):
            acting = party.acting or (self.told[-1].acting if self.told else None)
            assert acting is not None, heading
            return acting
        return party

    def _on_document_no(self) -> None:
        who = self._asked
        if who.kind != "ID_CARD" and self.page.locator("h1", has_text=KIND_WORDS[who.kind]).count() == 0:
            self.press("换一种证件")
            self.choose(who.kind)
            return
        if who.kind == "ID_CARD":
            self.show_card(who)
            self.press("模拟读卡")
        else:
            self.type(who.number)
            self.onward()
        if who in [party for _, party in self.errand.parties] and self.at != "name":
            self.told.append(who)

    def _on_name(self) -> None:
        who = self._asked
        if self.enter_name(who.name) != "name" and who not in self.told and who in [party for _, party in self.errand.parties]:
            self.told.append(who)

    def enter_name(self, name: str) -> str:
        for character in name:
            self._spell(character)
        return self.onward()

    def _spell(self, character: str) -> None:
        """One character by its sound, turning the offer until it is there."""
        sound = str(self.page.evaluate(SOUND_OF, character))
        self.type(sound)
        offered = self.page.locator(".offer-keys .key.hanzi").get_by_text(character, exact=True)
        for _ in range(80):
            if offered.count():
                break
            self.page.locator(".offer-keys .key.turn").last.click(timeout=WAIT_MS)
        offered.click(timeout=WAIT_MS)

    def _on_phone(self) -> None:
        self.type("16100000001")
        self.onward()

    def _on_parties(self) -> None:
        left = [(role, who) for role, who in self.errand.parties if who not in self.told]
        if left:
            self.press(f"添加{SIDES[left[0][0]]}")
        else:
            self.onward()

    def _on_present(self) -> None:
        self.press("都到了")

    def _on_question(self) -> None:
        asked = self.page.locator("h1").inner_text()
        self.choose("YES" if any(words in asked for words in self.errand.yes) else "NO")

    def _on_house_by(self) -> None:
        self.choose(self.errand.by)

    def _on_house_no(self) -> None:
        self.enter_house_no()

    def enter_house_no(self) -> str:
        district = next(d for d in ("源汇", "郾城", "召陵") if d in self.errand.number)
        self.key(district)
        self.type("".join(filter(str.isdigit, self.errand.number)))
        return self.onward()

    def _on_documents(self) -> None:
        self.answer_papers(self.errand.papers)

    def answer_papers(self, papers: Mapping[str, str]) -> str:
        """One answer for every paper on the page, turning the list where it has more; answers the page that follows."""
        step = self.screen.get_attribute("data-step")
        while True:
            for row in self.page.locator(".row.paper:not(.paged-measure *)").all():
                name = row.locator("b").first.inner_text()
                said = next((answer for words, answer in papers.items() if words in name), "HAVE")
                row.locator(f"button.{said}").click(timeout=WAIT_MS)
            seen = self.page.locator(".row.paper:not(.paged-measure *)").first.inner_text()
            self.page.locator("button.primary:not([inert] *)").click(timeout=WAIT_MS)
            self.page.wait_for_function(TURNED, arg=[step, seen], timeout=WAIT_MS)
            if self.screen.get_attribute("data-step") != step:
                self.settled()
                self.trail.append(self.at)
                return self.at

    # --- what follows the outcome ---------------------------------------------------------------------------------------

    def take_paper(self) -> None:
        """The slip came out; the next visitor may come."""
        self.press("出来了")
        self.sees("您的信息已从本机清除")


TURNED = """([step, seen]) => {
  const screen = document.querySelector(".screen");
  if (screen.dataset.step !== step) return !screen.hasAttribute("data-busy");
  const row = document.querySelector(".row.paper:not(.paged-measure *)");
  return row && row.innerText !== seen;
}"""
SOUND_OF = """async (character) => {
  const { charactersOf } = await import("/kiosk/static/hanzi.js");
  const initials = ["", ..."bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh"];
  const finals = "a o e i u v ai ei ao ou an en ang eng er ia ie iao iu ian in iang ing iong ua uo uai ui uan un uang ong ve".split(" ");
  const sounds = initials.flatMap((initial) => finals.map((final) => initial + final));
  const places = sounds.map((sound) => [charactersOf(sound).indexOf(character), sound]).filter(([place]) => place >= 0);
  return places.sort(([one], [other]) => one - other)[0][1];
}"""
KIND_WORDS = {
    "HOUSEHOLD": "户口簿", "PASSPORT": "护照", "HM_PERMIT": "港澳", "LICENCE": "营业执照", "CREDIT_CODE": "信用代码", "ORG_CODE": "组织机构",
}
SIDES = {
    "TRANSFEROR": "卖方", "TRANSFEREE": "买方", "MORTGAGOR": "抵押人", "MORTGAGEE": "抵押权人", "HOLDER": "权利人", "GRANTOR": "开发企业",
    "NOTICE_HOLDER": "预购人", "HEIR": "继承人", "OWNER": "建设单位", "INTERESTED_PARTY": "利害关系人",
}

