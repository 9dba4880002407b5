"""The only door to a hall for kiosks, printing agents and outside programs: by HTTP, or inside the server's process.

It carries wishes in and answers out and decides nothing. A wish that got no clear answer is asked again with the SAME
idempotency key, so nothing is ever done twice; a clear "no" is raised with the hall's own sentence. It keeps no answer.
"""

from __future__ import annotations

import threading
import tomllib
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Protocol
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter

from queue_server import contract
from queue_server.contract import PrinterStatus, PrintOutcome
from queue_server.domain.errors import Broken, HallError, Refused, Unavailable

__all__ = [
    "Broken",
    "HallClient",
    "HttpHallClient",
    "LocalHallClient",
    "NoAnswer",
    "Refused",
    "SaidNo",
    "Unavailable",
    "new_key",
]

Json = Mapping[str, Any]

HALL = "hall"
"""The name under which `Unavailable.system` speaks of the hall itself, not of a system behind it."""


class SaidNo(Refused):
    """The hall's lawful "no", with its sentence. ``field`` names the input meant, as in parties.0.document_no."""

    def __init__(
        self,
        code: str,
        sentence: str = "",
        field: str | None = None,
        reference: str | None = None,
        status: int | None = None,
        **detail: Any,
    ) -> None:
        super().__init__(code, **detail)
        self.sentence = sentence
        self.field = field
        self.reference = reference
        self.status = status


class NoAnswer(Unavailable):
    """The hall, or a system behind it, does not answer. ``system`` is HALL when the hall itself is out of reach."""

    def __init__(
        self, system: str, permanent: bool = False, sentence: str = "", code: str = "", reference: str | None = None
    ) -> None:
        super().__init__(system, permanent)
        self.sentence = sentence
        self.code = code
        self.reference = reference


def new_key() -> str:
    """A fresh idempotency key. Whoever may have to repeat a wish after a restart makes the key himself and keeps it."""
    return str(uuid.uuid4())


class HallClient(ABC):
    """What every way into the hall can do. Both kinds below behave alike, so a test with one speaks for the other."""

    @abstractmethod
    def act(
        self, name: str, body: Json | None = None, /, *, key: str | None = None, lang: str = "zh-CN", **fields: Any
    ) -> dict[str, Any]:
        """Carry out one act of the hall and answer its ``result``.

        What the act needs comes as ``fields``, or as a ``body`` where a field is called key or lang itself.
        ``key`` makes the act happen once however often it is asked; without one, a fresh key serves all retries of this
        call. After a SaidNo use a new key: the wish was answered. Raises SaidNo, NoAnswer, Broken.
        """

    @abstractmethod
    def view(self, name: str, /, *, lang: str = "zh-CN", **args: Any) -> dict[str, Any]:
        """Read one view: ``{"seq", "at", "data"}``. Never pass personal data: arguments stand in the address."""

    @abstractmethod
    def next_print_job(self, printer_id: str) -> dict[str, Any] | None:
        """The job this printer is to print now, or None. Asked again without a report, it is the same job."""

    @abstractmethod
    def report_print(self, printer_id: str, job_id: str, outcome: PrintOutcome, detail: str = "") -> dict[str, Any]:
        """Say what became of a job. UNKNOWN is never printed again by a machine: a person says whether it came out."""

    @abstractmethod
    def report_printer_status(self, printer_id: str, status: PrinterStatus, detail: str = "") -> dict[str, Any]:
        """Say what the printer says of itself (paper, link)."""


class HttpHallClient(HallClient):
    """The hall over HTTP, with a device token.

    ``tries`` requests at most per call, with ``pauses_seconds`` between them; each waits ``connect_seconds`` for a link
    and ``read_seconds`` for an answer. ``pause`` is how it waits (tests hand in a fake). Redirects are not followed and
    no proxy of the machine is used: the token goes to the hall and to nobody else.
    """

    def __init__(
        self,
        base_url: str,
        device_token: str = "",
        *,
        tries: int = 3,
        connect_seconds: float = 2.0,
        read_seconds: float = 6.0,
        pauses_seconds: tuple[float, ...] = (0.3, 1.0),
        pause: Callable[[float], object] | None = None,
    ) -> None:
        if tries < 1 or not pauses_seconds:
            raise ValueError("tries must be at least 1, and there must be a pause to make between them")
        self._base_url = base_url.rstrip("/")
        self._device_token = device_token
        self._tries = tries
        self._timeouts = (connect_seconds, read_seconds)
        self._pauses_seconds = pauses_seconds
        self._pause = pause or threading.Event().wait
        self._own = threading.local()

    def act(
        self, name: str, body: Json | None = None, /, *, key: str | None = None, lang: str = "zh-CN", **fields: Any
    ) -> dict[str, Any]:
        whole = {**(body or {}), **fields}
        answer = self._ask("POST", f"{contract.ACTS}/{quote(name, safe='')}", lang, body=whole, key=key or new_key())
        result = answer.get("result")
        return result if isinstance(result, dict) else {}

    def view(self, name: str, /, *, lang: str = "zh-CN", **args: Any) -> dict[str, Any]:
        asked = {key: value for key, value in args.items() if value is not None}
        return self._ask("GET", f"{contract.VIEWS}/{quote(name, safe='')}", lang, args=asked)

    def next_print_job(self, printer_id: str) -> dict[str, Any] | None:
        answer = self._ask("GET", f"{_printer_path(printer_id)}/next")
        job = answer.get("job", answer)
        return job if isinstance(job, dict) and job else None

    def report_print(self, printer_id: str, job_id: str, outcome: PrintOutcome, detail: str = "") -> dict[str, Any]:
        path = f"{_printer_path(printer_id)}/jobs/{quote(job_id, safe='')}"
        return self._ask("POST", path, body={"outcome": str(outcome), "detail": detail}, key=new_key())

    def report_printer_status(self, printer_id: str, status: PrinterStatus, detail: str = "") -> dict[str, Any]:
        path = f"{_printer_path(printer_id)}/status"
        return self._ask("POST", path, body={"status": str(status), "detail": detail}, key=new_key())

    def _ask(
        self,
        method: str,
        path: str,
        lang: str = "zh-CN",
        *,
        args: Json | None = None,
        body: Json | None = None,
        key: str | None = None,
    ) -> dict[str, Any]:
        headers = {"Accept": "application/json", "Accept-Language": lang}
        if self._device_token:
            headers[contract.DEVICE_HEADER] = self._device_token
        if key:
            headers[contract.IDEMPOTENCY_HEADER] = key
        trouble: HallError = NoAnswer(HALL)
        for attempt in range(self._tries):
            if attempt:
                self._pause(self._pauses_seconds[min(attempt, len(self._pauses_seconds)) - 1])
            try:
                response = self._session().request(
                    method,
                    self._base_url + path,
                    params=args,
                    json=body,
                    headers=headers,
                    timeout=self._timeouts,
                    allow_redirects=False,
                )
            except requests.RequestException:
                # The text of the exception holds the address and may hold the body: it must not travel on.
                trouble = NoAnswer(HALL)
                continue
            answer = _read_json(response)
            if response.status_code == 204:
                return {}
            if response.ok and response.status_code < 300 and answer is not None:
                return answer
            if 400 <= response.status_code < 500:
                raise _refusal(response.status_code, answer)
            trouble = _trouble(response.status_code, answer)
            if isinstance(trouble, NoAnswer) and trouble.permanent:
                break
        raise trouble

    def _session(self) -> requests.Session:
        """One session for each thread: they keep links open and are not safe to share."""
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            adapter = HTTPAdapter(pool_connections=1, pool_maxsize=4, max_retries=0)
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            self._own.session = session
        return session


def _printer_path(printer_id: str) -> str:
    return f"{contract.API}/printers/{quote(printer_id, safe='')}"


def _read_json(response: requests.Response) -> dict[str, Any] | None:
    """The answer as an object, or None: a page of some box in between is not an answer of the hall."""
    try:
        answer = response.json()
    except requests.exceptions.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None


def _error_of(answer: Json | None) -> Json:
    error = answer.get("error") if answer else None
    return error if isinstance(error, dict) else {}


def _detail_of(error: Json) -> dict[str, Any]:
    detail = error.get("detail")
    reserved = {"code", "sentence", "field", "reference", "status"}
    return {k: v for k, v in detail.items() if k not in reserved} if isinstance(detail, dict) else {}


def _refusal(status: int, answer: Json | None) -> SaidNo:
    error = _error_of(answer)
    return SaidNo(
        str(error.get("code") or f"HTTP_{status}"),
        str(error.get("message") or ""),
        field=error.get("field"),
        reference=error.get("reference"),
        status=status,
        **_detail_of(error),
    )


def _trouble(status: int, answer: Json | None) -> HallError:
    error = _error_of(answer)
    if not error:
        return NoAnswer(HALL)
    detail = _detail_of(error)
    reference = error.get("reference")
    if status == 503:
        return NoAnswer(
            str(detail.get("system") or HALL),
            bool(detail.get("permanent")),
            str(error.get("message") or ""),
            str(error.get("code") or ""),
            reference,
        )
    return Broken(f"{error.get('code') or f'HTTP_{status}'} {reference or ''}".strip())


class HallInside(Protocol):
    """What the server hands to a client that lives in its own process: the same door, already open for one device."""

    def act(self, name: str, body: dict[str, Any], key: str, lang: str) -> Json: ...

    def view(self, name: str, args: dict[str, Any], lang: str) -> Json: ...


class LocalHallClient(HallClient):
    """The hall in the same process: same interface, same errors, no network.

    ``inside`` may also have next_print_job, report_print and report_printer_status. ``say`` gives the sentence of an
    error in a language; by default it is read from the text files. A result may come bare or as {"result": ...}.
    """

    def __init__(self, inside: HallInside, say: Callable[[HallError, str], str] | None = None) -> None:
        self._inside = inside
        self._say = say or sentence_of

    def act(
        self, name: str, body: Json | None = None, /, *, key: str | None = None, lang: str = "zh-CN", **fields: Any
    ) -> dict[str, Any]:
        whole = {**(body or {}), **fields}
        answer = self._try(lang, lambda: self._inside.act(name, whole, key or new_key(), lang))
        result = answer.get("result", answer)
        return dict(result) if isinstance(result, Mapping) else {}

    def view(self, name: str, /, *, lang: str = "zh-CN", **args: Any) -> dict[str, Any]:
        asked = {key: value for key, value in args.items() if value is not None}
        return dict(self._try(lang, lambda: self._inside.view(name, asked, lang)))

    def next_print_job(self, printer_id: str) -> dict[str, Any] | None:
        job = self._try("zh-CN", lambda: self._printing("next_print_job")(printer_id))
        return dict(job) if job else None

    def report_print(self, printer_id: str, job_id: str, outcome: PrintOutcome, detail: str = "") -> dict[str, Any]:
        return dict(
            self._try("zh-CN", lambda: self._printing("report_print")(printer_id, job_id, outcome, detail)) or {}
        )

    def report_printer_status(self, printer_id: str, status: PrinterStatus, detail: str = "") -> dict[str, Any]:
        return dict(
            self._try("zh-CN", lambda: self._printing("report_printer_status")(printer_id, status, detail)) or {}
        )

    def _printing(self, method: str) -> Callable[..., Any]:
        found: Callable[..., Any] | None = getattr(self._inside, method, None)
        if found is None:
            raise SaidNo("NOT_A_PRINTER", status=403)
        return found

    def _try(self, lang: str, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except (SaidNo, NoAnswer):
            raise
        except Refused as no:
            sentence, field = getattr(no, "sentence", ""), getattr(no, "field", None)
            detail = _detail_of({"detail": no.detail})
            raise SaidNo(no.code, sentence or self._say(no, lang), field=field, **detail) from no
        except Unavailable as trouble:
            raise NoAnswer(trouble.system, trouble.permanent, self._say(trouble, lang)) from trouble


@cache
def _sentences(lang: str) -> Mapping[str, Any]:
    folder = resources.files("queue_server") / "texts" / (lang if lang in contract.LANGUAGES else contract.LANGUAGES[0])
    try:
        return tomllib.loads((folder / "error.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def sentence_of(error: HallError, lang: str) -> str:
    """The sentence of an error from the text files, its placeholders filled; empty when no text knows the code.

    Placeholders without a value vanish: half a sentence is better than none.
    """
    code = error.code if isinstance(error, Refused) else "UNAVAILABLE"
    text = _sentences(lang).get(code)
    if not isinstance(text, str):
        return ""
    return text.format_map(contract.Fill(error.detail if isinstance(error, Refused) else {}, left=""))
