"""The shape of what is sent to the service addresses (sign-in, devices, printers), checked before anything else sees it.

Acts have theirs in `wishes.py`. From both the OpenAPI document is made.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import StringConstraints, ValidationError

from ..contract import PrinterStatus, PrintOutcome
from ..reception import BadField
from ..wishes import Text, Wish

Short = Annotated[str, StringConstraints(max_length=20)]
Name = Annotated[str, StringConstraints(max_length=64)]
Secret = Annotated[str, StringConstraints(max_length=200)]
Shape = TypeVar("Shape", bound=Wish)


class SignIn(Wish):
    """By number and password at a seat, or by a one-use link, which knows its seat."""

    seat: Name = ""
    staff_no: Short = ""
    password: Secret = ""
    token: Secret = ""


class Proof(Wish):
    """The password of whoever sits there, once more."""

    password: Secret = ""


class Enrol(Wish):
    """The one-use link of a device. ``agent`` asks for the device's token in the answer instead of a cookie."""

    token: Secret = ""
    agent: bool = False


class PrintReport(Wish):
    """What became of a job: PRINTED, FAILED, UNKNOWN or UNPRINTABLE."""

    outcome: PrintOutcome
    status: PrinterStatus = PrinterStatus.UNKNOWN
    detail: Text = ""


class PrinterReport(Wish):
    """What a printer says of itself."""

    status: PrinterStatus = PrinterStatus.UNKNOWN
    detail: Text = ""


def read_body(shape: type[Shape], body: dict[str, Any]) -> Shape:
    """The body in its shape. Raises BadField("BAD_INPUT") naming the first field that is wrong, never its value."""
    try:
        return shape.model_validate(body)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        raise BadField("BAD_INPUT", ".".join(str(part) for part in first["loc"]), why=str(first["type"])) from None
