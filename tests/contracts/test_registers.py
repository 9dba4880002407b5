"""Every register a hall can name keeps the same promises: what is found, what is entered once, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from queue_server.adapters.outbound import Outbound
from queue_server.adapters.register_http import HttpRegister
from queue_server.adapters.registers import REGISTERS
from queue_server.domain.entries import note_entry
from queue_server.domain.errors import Unavailable
from queue_server.domain.hall_settings import NumberFormats
from queue_server.log import connect
from queue_server.register import EntryIntent, EntryResult, Register
from queue_server.register_adapter import RegisterAdapter
from tests.contracts.fake_register import TROUBLES, FakeRegisterOffice
from tests.server.register_samples import TITLE, at, founded, seizure

TOKEN = "a-token-of-the-hall"
HERE = ("127.0.0.0/8",)


@dataclass
class Found:
    """A register through its adapter, and the office behind it where it lies elsewhere."""

    adapter: RegisterAdapter
    behind: Register
    office: FakeRegisterOffice | None = None


def intent(case_no: str = "20141013-0002", seen_version: int = 3, **changes: Any) -> EntryIntent:
    asked = EntryIntent(case_no, "U1", seen_version, (note_entry("U1", seizure()),), at(5), "s_registrar")
    return replace(asked, **changes)


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Register]:
    db = connect(f"sqlite:///{tmp_path / 'register.db'}")
    with db.connection_context():
        register = founded(db)
        yield register
    db.close_all()


@pytest.fixture
def office(behind: Register) -> FakeRegisterOffice:
    return FakeRegisterOffice(behind, TOKEN)


def through_http(url: str, **options: Any) -> HttpRegister:
    return HttpRegister.at(url, **{"token": TOKEN, "plain": True, "networks": HERE, "answer_seconds": 10.0, **options})


@pytest.fixture(params=list(REGISTERS))
def found(request: pytest.FixtureRequest, behind: Register, office: FakeRegisterOffice) -> Iterator[Found]:
    open_register = REGISTERS[request.param]
    if request.param == "embedded":
        yield Found(open_register(behind.db, "luohe", NumberFormats().write, {}), behind)
        return
    with office.open() as url:
        options = {"base_url": url, "token": TOKEN, "plain": True, "networks": HERE}
        yield Found(open_register(behind.db, "luohe", NumberFormats().write, options), behind, office)


def test_a_unit_is_found_by_certificate_and_by_number_and_read_whole(found: Found) -> None:
    assert found.adapter.unit_of_certificate(" 漯房权证源汇字第20990001号") == "U1"
    assert found.adapter.unit_of_certificate("漯房权证源汇字第20990002号") is None
    assert found.adapter.unit_of_unit_no("源汇-0001-01-0101") == "U1"
    assert found.adapter.unit_of_unit_no("源汇-0001-01-0102") is None
    assert found.adapter.folio("U1") == found.behind.folio("U1")
    assert found.adapter.folio("U/9 ?#") is None
    assert (found.adapter.version("U1"), found.adapter.version("U9")) == (3, 0)


def test_an_intent_is_entered_once_however_often_it_is_asked_for(found: Found) -> None:
    assert found.adapter.outcome("20141013-0002", "U1") is None
    done = found.adapter.enter(intent())
    assert (done.result, done.version, done.records) == (EntryResult.REGISTERED, 4, ("S1",))
    assert found.adapter.enter(intent()) == done == found.adapter.outcome("20141013-0002", "U1")
    assert found.behind.version("U1") == 4
    assert done.digest == found.behind.history("U1")[-1].hash


def test_an_entry_on_an_older_look_up_is_halted_and_leaves_no_trace(found: Found) -> None:
    found.adapter.enter(intent())
    late = found.adapter.enter(intent("20141013-0003"))
    assert (late.result, late.reason) == (EntryResult.HALTED, "FOLIO_CHANGED")
    assert found.adapter.outcome("20141013-0003", "U1") is None


def test_an_entry_behind_a_court_paper_is_halted(found: Found) -> None:
    found.behind.lock_unit("U1", "s_judicial", at(1), at(2))
    halted = found.adapter.enter(intent())
    assert (halted.result, halted.reason) == (EntryResult.HALTED, "UNIT_LOCKED")


def test_each_register_says_whether_it_shares_the_halls_transaction(found: Found) -> None:
    assert found.adapter.transactional is (found.office is None)


# --- only over the wire -------------------------------------------------------------------------------------------------


def test_no_certificate_number_stands_in_an_address_and_every_entry_bears_its_key(office: FakeRegisterOffice) -> None:
    with office.open() as url:
        register = through_http(url)
        register.unit_of_certificate(TITLE.number)
        register.enter(intent())
        register.outcome("20141013-0002", "U1")
    assert office.paths == ["/register/look-ups", "/register/entries", "/register/entries/20141013-0002/U1"]
    assert office.keys == ["20141013-0002/U1"]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_whatever_goes_wrong_out_there_is_unavailable_and_nothing_is_entered_twice(office: FakeRegisterOffice, trouble: str) -> None:
    with office.open() as url:
        register = through_http(url, answer_seconds=0.3)
        office.trouble = trouble
        if trouble == "lose_the_answer":
            assert register.enter(intent()).result is EntryResult.REGISTERED
        else:
            for ask in (lambda: register.folio("U1"), lambda: register.unit_of_certificate(TITLE.number), lambda: register.version("U1"),
                        lambda: register.enter(intent()), lambda: register.outcome("20141013-0002", "U1")):
                with pytest.raises(Unavailable) as silence:
                    ask()
                assert silence.value.system == "REGISTER"
                assert silence.value.permanent is (trouble in ("302", "401", "garbage", "huge", "wrong_shape"))
                assert TITLE.number not in repr(silence.value)
        office.trouble = ""
        office.quiet.set()
        assert through_http(url).enter(intent()).version == 4
    assert office.register.version("U1") == 4


def test_a_wrong_token_is_a_matter_for_a_person(office: FakeRegisterOffice) -> None:
    with office.open() as url, pytest.raises(Unavailable) as no:
        through_http(url, token="another").folio("U1")
    assert no.value.permanent


def test_nobody_listening_is_unavailable_for_now(office: FakeRegisterOffice) -> None:
    with office.open() as url:
        gone = url
    with pytest.raises(Unavailable) as silence:
        through_http(gone).version("U1")
    assert not silence.value.permanent


@pytest.mark.parametrize("broken", [
    {"entries": [{"record_kind": "CASTLE"}], "version": 1}, {"version": 3}, {"entries": [], "version": "three"}, {"entries": "none", "version": 1},
    {"entries": [{"record_kind": "RIGHT", "record_id": "R", "version": 1, "body": {}}], "version": 1},
])
def test_a_folio_that_cannot_be_understood_is_not_read_as_clear(broken: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outbound, "ask", lambda *_arguments, **_more: (200, broken))
    register = HttpRegister.at("https://register.example/api")
    if broken.get("entries") == []:
        assert register.folio("U1") is None
    else:
        with pytest.raises(Unavailable):
            register.folio("U1")


@pytest.mark.parametrize(("host", "addresses", "networks"), [
    ("localhost", ["127.0.0.1"], ()), ("meta", ["169.254.169.254"], ()), ("inner", ["10.1.2.3"], ()), ("six", ["::1"], ()),
    ("mapped", ["::ffff:10.1.2.3"], ()), ("two-faced", ["8.8.8.8", "10.1.2.3"], ()), ("any", ["0.0.0.0"], ("0.0.0.0/0",)),
    ("many", ["224.0.0.1"], ("0.0.0.0/0",)), ("elsewhere", ["10.9.0.1"], ("10.1.0.0/16",)), ("nobody", [], ()),
])
def test_an_address_in_a_network_not_named_is_refused_before_anything_is_sent(
    host: str, addresses: list[str], networks: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def connecting(*_arguments: object, **_more: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.create_connection", connecting)
    outbound = Outbound("REGISTER", f"https://{host}.example/api", networks=networks, resolve=lambda _host, _port: addresses)
    with pytest.raises(Unavailable) as no:
        outbound.ask("GET", "/units/U1")
    assert no.value.permanent


def test_the_connection_goes_to_the_address_that_was_looked_at(office: FakeRegisterOffice) -> None:
    asked: list[str] = []

    def resolve_once(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with office.open() as url:
        named = url.replace("127.0.0.1", "register.example")
        register = HttpRegister(Outbound("REGISTER", named, networks=HERE, plain=True, headers={"Authorization": f"Bearer {TOKEN}"},
                                         resolve=resolve_once))
        assert register.version("U1") == 3
        with pytest.raises(Unavailable):
            register.version("U1")
    assert asked == ["register.example"] * 2


def test_a_name_that_does_not_resolve_is_unavailable_for_now() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(Unavailable) as silence:
        Outbound("REGISTER", "https://register.example", resolve=nowhere).ask("GET", "/")
    assert not silence.value.permanent


@pytest.mark.parametrize("url", [
    "http://register.example", "file:///etc/passwd", "https://user:secret@register.example", "https://register.example/?q=1", "register.example",
    "https:///path", "ftp://register.example",
])
def test_an_address_that_is_no_secure_address_is_refused_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        HttpRegister.at(url)


def test_a_network_that_is_none_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        HttpRegister.at("https://register.example", networks=("the cellar",))
