"""The OpenAPI 3.1 document, made from the models of the wishes and bodies, the table of acts and the table of views.

What the code knows is taken from there, so that it cannot drift; a test holds the rest against the routes and their answers.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from .. import __version__, contract
from ..domain.acts import ACTS
from ..wishes import WISHES
from .bodies import Enrol, PrinterReport, PrintReport, Proof, SignIn

Json = dict[str, Any]
ERROR: Json = {
    "type": "object", "required": ["error"],
    "properties": {"error": {"type": "object", "required": ["code", "message", "detail", "field", "reference"], "properties": {
        "code": {"type": "string"}, "message": {"type": "string"}, "detail": {"type": "object"},
        "field": {"type": ["string", "null"]}, "reference": {"type": ["string", "null"]}}}},
}


def _error(description: str) -> Json:
    return {"description": description, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}


NOES: Json = {
    **{str(code): _error("A clear no, with a sentence; nothing changed") for code in (400, 401, 403, 404, 409, 413, 415, 422, 429)},
    "500": _error("A fault of the hall, with the reference under which the log tells more"),
    "503": _error("Another system does not answer; try again"),
}
TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
DONE: Json = {"ok": {"const": True}}
KEY: Json = {"name": contract.IDEMPOTENCY_HEADER, "in": "header", "required": False, "schema": {"type": "string", "maxLength": 80},
             "description": "The same key asked again gets the first answer and changes nothing."}
SECURITY: Json = {
    "seat": {"type": "apiKey", "in": "header", "name": contract.SEAT_HEADER,
             "description": "The seat; who sits there is known by the cookie lideng-<seat> that signing in set."},
    "csrf": {"type": "apiKey", "in": "header", "name": contract.CSRF_HEADER, "description": "What signing in answered; asked with every change."},
    "device": {"type": "http", "scheme": "bearer", "description": "The token of an enrolled device."},
    "device_header": {"type": "apiKey", "in": "header", "name": contract.DEVICE_HEADER},
    "device_cookie": {"type": "apiKey", "in": "cookie", "name": "lideng-device"},
}
DEVICE: list[Json] = [{"device": []}, {"device_header": []}, {"device_cookie": []}]
READ: list[Json] = [{"seat": []}, *DEVICE]
CHANGE: list[Json] = [{"seat": [], "csrf": []}, *DEVICE]
NOBODY: list[Json] = [{}]


@cache
def document() -> Json:
    """The whole document. Acts and views are one path each; who may ask stands in the description."""
    schemas: Json = {"Error": ERROR}
    paths = {**_acts(schemas), **_views(), **_service(schemas)}
    return {
        "openapi": "3.1.0", "info": {"title": "Lideng", "version": __version__, "description": "The API of a same-day registration hall."},
        "paths": paths, "components": {"schemas": schemas, "securitySchemes": SECURITY},
    }


def _acts(schemas: Json) -> Json:
    paths: Json = {}
    for name, model in sorted(WISHES.items()):
        act = ACTS.get(name)
        said = (act.function.__doc__ if act else model.__doc__) or name
        paths[f"{contract.ACTS}/{name}"] = {"post": _operation(
            name, "acts", _first_line(said), f"May be asked by: {', '.join(act.by)}." if act else "", CHANGE, [KEY],
            _body(schemas, model), _json("Done", {**DONE, "seq": WHOLE, "result": {"type": "object"}}))}
    return paths


def _views() -> Json:
    from ..views import VIEWS

    paths: Json = {}
    for name, view in sorted(VIEWS.items()):
        asked = [{"name": param, "in": "query", "required": False, "schema": {"type": "string", "maxLength": 200}} for param in view.params]
        everybody = "*" in view.roles
        paths[f"{contract.VIEWS}/{name}"] = {"get": _operation(
            f"view_{name}", "views", _first_line(view.read.__doc__ or name),
            f"May be asked by: {'everybody' if everybody else ', '.join(sorted(view.roles))}.", [*READ, *NOBODY] if everybody else READ,
            asked, None, _json("The view; seq names the state it shows", {"seq": WHOLE, "at": {"type": "string", "format": "date-time"},
                                                                         "data": {"type": "object"}}))}
    return paths


def _service(schemas: Json) -> Json:
    """Everything that is neither an act nor a view."""
    me = _json("Who is signed in", {"csrf": TEXT, "locked": {"type": "boolean"}}, more=True)
    document_itself = _json("This document", {"openapi": TEXT, "paths": {"type": "object"}}, more=True)
    language = {"name": "lang", "in": "path", "required": True, "schema": {"enum": list(contract.LANGUAGES)}}
    picture = {"description": "The slip as a picture", "content": {"image/png": {"schema": {"type": "string"}}}}
    receipt = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    enrolled = _json("The device is known from now on", {"device": TEXT, "kind": TEXT, "place": TEXT, "token": {"type": ["string", "null"]}})
    taken = _json("Taken; twice is once", {**DONE, "changed": WHOLE, "code": WHOLE, "result": WHOLE, "errmsg": TEXT})
    health = _json("Version, log head and the state of every part", {
        "version": TEXT, "hall": TEXT, "ruleset": TEXT, "log": {"type": "object"}, "state_seq": WHOLE, "now": TEXT, "parts": {"type": "object"}})
    printer, job = _in_path("printer"), _in_path("job_id")
    ok = _json("Taken", DONE)
    return {
        contract.HEALTH: {"get": _operation("health", "service", "The state of every part of the hall", "", NOBODY, [], None, health)},
        contract.OPENAPI: {"get": _operation("openapi", "service", "This document", "", NOBODY, [], None, document_itself)},
        f"{contract.TEXTS}/{{lang}}.json": {"get": _operation(
            "texts", "service", "Every text of a language, by section and key", "", NOBODY, [language], None, _json("The texts", {}, more=True))},
        contract.ME: {"get": _operation("me", "seats", "Who is signed in at the seat of the header", "", [{"seat": []}], [], None, me)},
        contract.SIGN_IN: {"post": _operation(
            "sign_in", "seats", "Sign in at a seat by number and password, or by a one-use link", "", NOBODY, [], _body(schemas, SignIn), me)},
        contract.SIGN_OUT: {"post": _operation("sign_out", "seats", "Leave the seat", "", [{"seat": [], "csrf": []}], [], None, ok)},
        contract.LOCK: {"post": _operation(
            "lock", "seats", "Lock the seat's screen; only a new sign-in opens it", "", [{"seat": [], "csrf": []}], [], None, ok)},
        contract.REAUTH: {"post": _operation(
            "reauth", "seats", "Give the password once more, before an act that weighs much", "", [{"seat": [], "csrf": []}], [],
            _body(schemas, Proof), ok)},
        f"{contract.API}/one-use/{{token}}": {"get": _operation(
            "look_at_link", "seats", "What a one-use link is for; looking does not use it up", "", NOBODY, [_in_path("token")], None,
            _json("For whom", {"seat": TEXT, "staff_no": TEXT, "name": TEXT}))},
        f"{contract.API}/devices/enrol": {"post": _operation(
            "enrol", "devices", "Turn a one-use device link into the device's own token", "", NOBODY, [], _body(schemas, Enrol), enrolled)},
        f"{contract.API}/printers/{{printer}}/next": {"get": _operation(
            "next_job", "printers", "The job this printer is to print now, or null", "", DEVICE, [printer], None,
            _json("The job", {"job": {"type": ["object", "null"]}}))},
        f"{contract.API}/printers/{{printer}}/jobs/{{job_id}}": {"post": _operation(
            "report_job", "printers", "What became of a job", "", DEVICE, [printer, job, KEY], _body(schemas, PrintReport), ok)},
        f"{contract.API}/printers/{{printer}}/status": {"post": _operation(
            "report_status", "printers", "What a printer says of itself", "", DEVICE, [printer], _body(schemas, PrinterReport), ok)},
        f"{contract.API}/slips/{{job_id}}.png": {"get": _operation(
            "slip_picture", "printers", "A slip as the printer would draw it", "", READ, [job], None, picture)},
        f"{contract.API}/sms/receipts/{{gateway}}": {"post": _operation(
            "receipts", "messages", "What a carrier says became of messages; signed as that carrier signs", "", NOBODY,
            [_in_path("gateway")], receipt, taken)},
    }


def _operation(name: str, tag: str, summary: str, description: str, security: list[Json], parameters: list[Json], body: Json | None,
               answer: Json) -> Json:
    return {"operationId": name, "tags": [tag], "summary": summary, **({"description": description} if description else {}),
            "security": security, "parameters": parameters, **({"requestBody": body} if body else {}), "responses": {"200": answer, **NOES}}


def _body(schemas: Json, model: type[BaseModel]) -> Json:
    """A request body by its model, whose schema joins the document's."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    return {"required": bool(schema.get("required")), "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}}


def _json(description: str, fields: Json, more: bool = False) -> Json:
    """An answer with these fields; ``more`` where others follow that the document does not spell out."""
    schema = {"type": "object", "required": list(fields), "properties": fields, **({} if more else {"additionalProperties": False})}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _in_path(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _first_line(words: str) -> str:
    return words.strip().split("\n")[0]
