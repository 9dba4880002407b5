"""Nobody gets out of the page or into it: keyboards, gestures, hostile words (guarantees AB-01 to AB-05, AB-18)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import Screen
from tests.kiosk.conftest import LYING
from tests.kiosk.fake_hall import OWNER, FakeHall
from tests.kiosk.serving import Counter
from tests.kiosk.visiting import Touches, kiosk_app
from tests.kiosk.walking import Visitor

Screens = Callable[..., Screen]
Come = Callable[..., Visitor]


CHORDS = [
    "Control+w", "Control+t", "Control+n", "Control+l", "Control+o", "Control+p", "Control+u", "Control+j", "Control+Shift+I",
    "F5", "F11", "F12", "Alt+F4", "Alt+ArrowLeft", "Control+r", "Escape", "Control+f", "Control+s", "Control+Shift+Delete",
]  # fmt: skip


def test_a_plugged_in_keyboard_opens_nothing(come: Come) -> None:
    """AB-01, AB-04: every chord is swallowed by the page; what the system itself takes is a matter of its rules."""
    visitor = come(at="who")
    page = visitor.page
    page.evaluate("""() => {
        window.let_through = [];
        addEventListener("keydown", (e) => { if (!e.defaultPrevented) let_through.push(e.key); });
    }""")
    for chord in CHORDS:
        page.keyboard.press(chord)
    assert page.evaluate("() => let_through") == []
    visitor.at("who")
    assert len(page.context.pages) == 1
    assert page.evaluate("() => [window.open('/'), window.print()]") == [None, None]


@pytest.mark.parametrize(
    "kind", ["contextmenu", "dragstart", "selectstart", "copy", "cut", "paste", "drop", "gesturestart"]
)
def test_long_press_selection_and_drag_do_nothing(come: Come, kind: str) -> None:
    """AB-02."""
    visitor = come()
    swallowed = visitor.page.evaluate(
        "(kind) => !document.querySelector('h1').dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }))",
        kind,
    )
    assert swallowed
    assert visitor.page.evaluate("() => getComputedStyle(document.body).userSelect") == "none"
    assert visitor.page.evaluate("() => getComputedStyle(document.body).touchAction") == "none"


HOSTILE = ["<img src=x onerror=window.hurt=1>", '"><script>window.hurt=1</script>', "{{7*7}}", "‮gnp.exe"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(hall: FakeHall, place: Counter, screens: Screens, words: str) -> None:
    """AB-18: as the name of the hall, of a business, and of a person."""
    hall.names = {"hall": words, "T03": words}
    app = kiosk_app(hall)
    touch = Touches(app.test_client())
    touch.start()
    touch("choose", value="SELF")
    touch("choose", value="TRANSFEROR")
    touch.person(OWNER, words)
    touch("leave")
    screen = screens(width=LYING[0], height=LYING[1])
    screen.page.route("**/api/visit", lambda route: route.fulfill(json=touch.model), times=1)
    with place.kiosk(app) as address:
        screen.page.goto(f"{address}/kiosk/")
        screen.page.wait_for_selector('.screen[data-page="parties"]')
        text = screen.page.locator("#kiosk").inner_text()
        assert text.count(words.replace("‮", "‮")) >= 2
        assert screen.page.evaluate(
            "() => [window.hurt, document.querySelectorAll('#kiosk img, #kiosk script').length]"
        ) == [None, 0]
