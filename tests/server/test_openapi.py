"""The document at /api/openapi.json and the API are held against each other: by their routes, and by generated requests.

The requests are made from the document, with ids and numbers of a lived-in hall mixed in, and asked of the application in process:
by nobody, and by whoever may. They are the same at every run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from queue_server import contract
from queue_server.domain.acts import ACTS
from queue_server.simulate import DayPlan, Simulation
from queue_server.site import Site
from queue_server.views import VIEWS
from queue_server.web.app import create_web
from queue_server.web.auth import SEAT_COOKIE
from queue_server.web.openapi import document
from queue_server.wishes import WISHES
from tests.walk.halls import ROUGH, seed

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
DEVICES = {"KIOSK": "", "PRINTER": "", "CITIZEN_SCREEN": "1"}
KINDS = {"CITIZEN_SCREEN": "CITIZEN"}
EXAMPLES = 2
HELD = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
OPERATIONS = [f"{method.upper()} {path}" for path, item in document()["paths"].items() for method in item]
# Values from the schemas alone: constants found in whatever modules happen to be loaded would differ from run to run.
CONFIG = {"analysis": {"constants": {"enabled": False}}}


@dataclass
class LivedIn:
    """A hall in the middle of its morning, its application, and an asker for each role."""

    site: Site
    app: Flask
    schema: Any

    def asker(self, role: str) -> dict[str, Any]:
        """Headers and cookies of somebody with this role: freshly signed in, or an enrolled device."""
        now = self.site.clock.now()
        if role in DEVICES:
            with self.site.log.lock:
                token = self.site.accounts.enrol(f"asker-{role}", KINDS.get(role, role), now, DEVICES[role])
            return {"headers": {contract.DEVICE_HEADER: token}}
        seat = next(seat for seat in self.site.config.seats if str(seat.post) == role)
        staff = next(one for one in self.site.hall.state.staff.values() if role in one.roles)
        token, session = self.site.accounts.open_session(staff.staff_id, seat.id, now)
        return {"headers": {contract.SEAT_HEADER: seat.id, contract.CSRF_HEADER: session.csrf}, "cookies": {f"{SEAT_COOKIE}{seat.id}": token}}

    def ids(self, name: str) -> list[str]:
        """What a field of this name may hold in this hall just now."""
        state = self.site.hall.state
        tables = {"case_id": state.cases, "review_id": state.cases, "ticket_id": state.tickets, "job_id": state.slips, "window_id": state.windows,
                  "alarm_id": state.alarms, "check_id": state.spot_checks, "finding_id": state.remedies, "fault_id": state.faults,
                  "complaint_id": state.complaints, "suggestion_id": state.suggestions, "lock_id": state.locks, "message_id": state.messages,
                  "printer": state.printers, "type_code": self.site.config.catalogue.types, "party_id": ("p1", "p2"), "help_id": state.help}
        return sorted(tables.get(name, ()))

    def real(self, given: Any, number: int) -> Any:
        """The same object with real ids in the fields that hold one."""
        if not isinstance(given, dict):
            return given
        known = {name: self.ids(name) for name in given}
        return {name: known[name][number % len(known[name])] if known[name] and isinstance(value, str) else value for name, value in given.items()}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivedIn]:
    site = seed(tmp_path_factory.mktemp("lived-in") / "data")
    living = Simulation(site, 7, plan=DayPlan(citizens_per_hour=14, troubles=ROUGH, printers=False, messages=False))
    living.run(site.clock.now() + timedelta(minutes=80))
    app = create_web(site).app
    yield LivedIn(site, app, schemathesis.openapi.from_wsgi(contract.OPENAPI, app, config=schemathesis.Config.from_dict(CONFIG)))
    site.log.close()


def roles_of(label: str) -> list[str]:
    """Whom the hall would listen to for this operation."""
    path = label.partition(" ")[2]
    name = path.rpartition("/")[2]
    if path.startswith(f"{contract.ACTS}/"):
        asked = ACTS[name].by if name in ACTS else ("DIRECTOR", "JUDICIAL_CLERK", "ACCEPTOR", "PRE_REVIEWER")
    elif path.startswith(f"{contract.VIEWS}/"):
        asked = tuple(sorted(VIEWS[name].roles - {"*"})) or ("ACCEPTOR",)
    else:
        asked = ("PRINTER",) if "/printers/" in path else ("DIRECTOR", "KIOSK")
    return [role for role in asked if role not in ("CITIZEN", "CONSOLE", "DISPLAY", "SYSTEM", "WORKER")]


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_the_document_promises_is_what_is_answered(hall: LivedIn, label: str) -> None:
    operation, roles = hall.schema.find_operation_by_label(label), roles_of(label)
    wishes = st.one_of(operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(GenerationMode.NEGATIVE))

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(case=wishes, role=st.sampled_from(roles), number=st.integers(0, 99))
    def ask(case: Any, role: str, number: int) -> None:
        for path_too in (False, True):
            asked = case
            if path_too:
                case.body, case.query = hall.real(case.body, number), hall.real(case.query, number)
                case.path_parameters = hall.real(case.path_parameters, number)
            for asker in ({"headers": {"Cookie": ""}}, hall.asker(role)):
                asked.validate_response(asked.call(**asker), checks=CHECKS.get_by_names(HELD))

    ask()


def test_the_document_is_valid(hall: LivedIn) -> None:
    hall.schema.validate()
    assert document()["openapi"].startswith("3.1")
    named = [operation["operationId"] for item in document()["paths"].values() for operation in item.values()]
    assert len(named) == len(set(named))


def test_an_invalid_document_would_be_found() -> None:
    broken = schemathesis.openapi.from_dict({**document(), "paths": {"/x": {"get": {"responses": []}}}}, config=schemathesis.Config())
    with pytest.raises(Exception, match="is not"):
        broken.validate()


def test_every_route_is_in_the_document_and_nothing_else(hall: LivedIn) -> None:
    rules = {(rule.endpoint, method) for rule in hall.app.url_map.iter_rules() for method in (rule.methods or set()) & set(METHODS)
             if str(rule).startswith(f"{contract.API}/") or str(rule) == contract.HEALTH}
    doors = hall.app.url_map.bind("localhost")
    described = {(doors.match(path, method=method)[0], method) for method, path in (label.split(" ", 1) for label in OPERATIONS)}
    assert described == rules


def test_every_act_and_view_has_its_path(hall: LivedIn) -> None:
    paths = set(document()["paths"])
    assert {path for path in paths if path.startswith(f"{contract.ACTS}/")} == {f"{contract.ACTS}/{name}" for name in WISHES}
    assert {path for path in paths if path.startswith(f"{contract.VIEWS}/")} == {f"{contract.VIEWS}/{name}" for name in VIEWS}


def test_a_method_that_is_not_in_the_document_is_told_which_ones_are(hall: LivedIn) -> None:
    client = hall.app.test_client()
    for path, item in document()["paths"].items():
        for method in set(METHODS) - {known.upper() for known in item}:
            answer = client.open(path, method=method)
            assert answer.status_code == 405, f"{method} {path}"
            assert {known.upper() for known in item} <= set(answer.headers["Allow"].split(", ")), f"{method} {path}"
            assert answer.get_json()["error"]["code"] == "METHOD", f"{method} {path}"


@pytest.mark.parametrize("bad", ["\0", "A\0B", "\ud800"], ids=["nul", "nul inside", "half a character"])
def test_what_no_database_can_keep_is_refused_at_the_door(hall: LivedIn, bad: str) -> None:
    client, asker = hall.app.test_client(), hall.asker("DIRECTOR")
    before = hall.site.log.head(hall.site.hall.hall_id)
    answer = client.post(f"{contract.ACTS}/ask_for_person", data=json.dumps({"place": bad}), content_type="application/json")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "BAD_INPUT")
    if bad != "\ud800":  # half a character cannot be written in an address
        answer = client.get(f"{contract.VIEWS}/search", query_string={"q": bad}, headers=asker["headers"])
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "BAD_INPUT")
    assert hall.site.log.head(hall.site.hall.hall_id) == before


def test_an_argument_that_is_too_long_is_refused_and_named(hall: LivedIn) -> None:
    answer = hall.app.test_client().get(f"{contract.VIEWS}/types", query_string={"lang": "x" * 201})
    assert (answer.status_code, answer.get_json()["error"]["field"]) == (422, "lang")


def test_a_printer_nobody_set_up_is_unknown(hall: LivedIn) -> None:
    client, asker = hall.app.test_client(), hall.asker("PRINTER")
    assert client.get(f"{contract.API}/printers/nowhere/next", **asker).get_json()["error"]["code"] == "PRINTER_UNKNOWN"
    answer = client.post(f"{contract.API}/printers/nowhere/status", json={"status": "OK"}, **asker)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "PRINTER_UNKNOWN")
    assert "nowhere" not in hall.site.hall.state.printers
