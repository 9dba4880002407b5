"""The three families of "no". Every error that leaves the domain is one of these; nothing else may be raised on purpose."""

from __future__ import annotations

from typing import Any


class HallError(Exception):
    """Base of the hall's own errors; never raised itself."""


class Refused(HallError):
    """A lawful "no": the wish breaks a rule, nothing changed, and the person gets a sentence.

    ``code`` names the sentence in the text files (section ``error``); ``detail`` fills its placeholders and
    never holds personal data. The web answers with a 4xx.
    """

    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.detail.items())
        return f"{self.code} ({shown})" if shown else self.code


class Unavailable(HallError):
    """Another system does not answer. ``permanent`` says whether trying again makes sense; the web answers with 503."""

    def __init__(self, system: str, permanent: bool = False) -> None:
        super().__init__(system)
        self.system = system
        self.permanent = permanent


class Broken(HallError):
    """What must never be has been found (a torn chain, an event that does not fold): stop and ring. The web answers with 500."""
