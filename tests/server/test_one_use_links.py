"""A link is good for one use, whoever else tries it at the same moment, and for nobody whose account has ended (AB-06, AB-15)."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from queue_server.accounts import Accounts
from queue_server.domain.errors import Refused
from tests.server.halls import HallInTest, open_hall


def test_of_two_processes_one_uses_the_link(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have seen that it is good before either uses it, where the database lets them."""
    one, other = (open_hall(tmp_path / "data", database_url, name=name) for name in ("one", "other"))
    token = one.site.accounts.make_one_use("SIGN_IN", one.ids["2001"], one.clock.now(), 60)
    both, look = threading.Barrier(2, timeout=3), Accounts.look_at_one_use

    def looked(accounts: Accounts, *asked: object) -> tuple[str, str] | None:
        found = look(accounts, *asked)  # type: ignore[arg-type]
        try:
            both.wait()
        except threading.BrokenBarrierError:  # the other waits for the database already
            pass
        return found

    monkeypatch.setattr(Accounts, "look_at_one_use", looked)
    said: list[str] = []

    def use(hall: HallInTest) -> None:
        try:
            said.append(hall.site.accounts.use_one_use(token, "SIGN_IN", hall.clock.now())[0])
        except Refused as no:
            said.append(no.code)

    threads = [threading.Thread(target=use, args=(hall,)) for hall in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == sorted([one.ids["2001"], "LINK_USED"])


def test_a_link_made_before_the_account_ended_opens_nothing(tmp_path: Path) -> None:
    hall = open_hall(tmp_path)
    accounts, now = hall.site.accounts, hall.clock.now()
    accounts.set_password("2001", hall.ids["2001"], "a long enough word", now)
    tokens = [accounts.make_one_use("SIGN_IN", hall.ids[no], now, 60) for no in ("2001", "2002")]
    accounts.disable("2001")
    assert [accounts.look_at_one_use(token, "SIGN_IN", now) is None for token in tokens] == [True, False]
