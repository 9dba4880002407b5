"""Which registers a hall may name in ``[adapters] register``: one line each. The contract test runs over this dict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..certificate_stock import WriteNumber
from ..register import Register
from ..register_adapter import RegisterAdapter
from ..sql_text import Database
from .register_http import HttpRegister

Open = Callable[[Database, str, WriteNumber, Mapping[str, Any]], RegisterAdapter]

REGISTERS: Mapping[str, Open] = {
    "embedded": lambda db, registry, write_number, options: Register(db, registry, write_number),
    "http": lambda db, registry, write_number, options: HttpRegister.at(**options),
}
