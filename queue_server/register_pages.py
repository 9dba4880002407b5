"""A page of the register as it is stored, and the chain that binds a unit's pages together.

No database here: rows come in as they were read, so that a single altered byte is found before anything is understood.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from .domain.entries import Entry, RecordKind
from .domain.errors import Broken
from .register_locks import as_time

BEFORE_ALL = "0" * 64
"""The hash that stands before the first page of a unit."""


class StoredPage(NamedTuple):
    """The row, in the order of the columns; ``body`` is the JSON text that was hashed."""

    seq: int
    unit_id: str
    record_kind: str
    record_id: str
    version: int
    body: str
    case_no: str
    entered_at: str
    entered_by: str
    prev_hash: str
    hash: str


COLUMNS = ", ".join(StoredPage._fields)


@dataclass(frozen=True)
class EnteredPage:
    """An entry as it stands in the register: for which case, when, by whom, and its link in the chain."""

    seq: int
    entry: Entry
    case_no: str
    entered_at: datetime
    entered_by: str
    prev_hash: str
    hash: str


@dataclass(frozen=True)
class Problem:
    """Something `Register.verify` found. ``seq`` 0 = the unit as a whole."""

    unit_id: str
    seq: int
    what: str


def page_after(head: str, registry: str, seq: int, entry: Entry, case_no: str, at_text: str, actor: str) -> StoredPage:
    """The row for an entry that follows the page whose hash is ``head``."""
    body = json.dumps(entry.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    page = StoredPage(
        seq, entry.unit_id, entry.record_kind.value, entry.record_id, entry.version, body, case_no, at_text, actor,
        head, "",
    )
    return page._replace(hash=digest_of(registry, page))


def digest_of(registry: str, page: StoredPage) -> str:
    """SHA-256 over the registry and every field of the row but the hash itself."""
    fields = json.dumps([registry, *page[:-1]], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(fields.encode("utf-8", "surrogatepass")).hexdigest()


def read_page(page: StoredPage) -> EnteredPage:
    """The row understood. Raises Broken when it cannot be."""
    try:
        body = json.loads(page.body)
        entry = Entry(page.unit_id, RecordKind(page.record_kind), page.record_id, page.version, body)
        entered_at = as_time(page.entered_at)
    except ValueError as problem:
        raise Broken(f"page {page.seq} of {page.unit_id} cannot be read: {problem!r}") from problem
    return EnteredPage(page.seq, entry, page.case_no, entered_at, page.entered_by, page.prev_hash, page.hash)


def chain_problems(registry: str, unit_id: str, pages: Sequence[StoredPage]) -> Iterator[Problem]:
    """What is wrong with a unit's pages, read in order from the first."""
    head, versions = BEFORE_ALL, dict[str, int]()
    for place, page in enumerate(pages, start=1):
        if page.seq != place:
            yield Problem(unit_id, page.seq, f"a page is missing: number {place} was expected")
            return
        if page.prev_hash != head:
            yield Problem(unit_id, page.seq, "the page does not follow the one before it")
        if digest_of(registry, page) != page.hash:
            yield Problem(unit_id, page.seq, "the page was altered")
        if page.version != versions.get(page.record_id, 0) + 1:
            yield Problem(unit_id, page.seq, "a version of the record is missing")
        versions[page.record_id] = page.version
        head = page.hash
