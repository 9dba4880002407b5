"""Reads a hall: hall.toml, the catalogue and the calendar, and refuses every name it does not know, with file and line.

The only door from files to `HallConfig`. A hall is a folder: ``hall.toml``, and, where it differs from the packaged data,
``catalogue/`` (files of the same name replace the packaged ones) and ``calendar/`` (with ``holidays/YEAR.toml``).
It may not hold rules: what a setting means is said by the domain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from queue_server.adapters.registers import REGISTERS
from queue_server.adapters.sms import GATEWAYS
from queue_server.domain.application import Forms
from queue_server.domain.catalogue import TYPES, Catalogue
from queue_server.domain.errors import Refused
from queue_server.domain.hall_checks import check_hall, check_names_of_types
from queue_server.domain.hall_config import HallConfig
from queue_server.domain.hall_settings import RULESET_DEFAULTS, RULESETS, Post
from queue_server.domain.standard_records import Standards
from queue_server.domain.strict_reading import BadCatalogue, BadConfig, Source, read_as
from queue_server.domain.worktime import Calendar

PACKAGE = Path(__file__).parent
TEMPLATES = PACKAGE / "templates_hall"
CATALOGUE = PACKAGE / "catalogue"


def template_names() -> tuple[str, ...]:
    """The ready halls that come with the product."""
    return tuple(sorted(folder.name for folder in TEMPLATES.iterdir() if (folder / "hall.toml").is_file()))


def load_hall(where: str | Path = "luohe-2014") -> HallConfig:
    """The hall of a folder, or of a packaged template by its name.

    Raises BadConfig or BadCatalogue, one sentence with file and line, for anything the product does not know.
    """
    folder = _folder_of(where)
    hall_file = folder / "hall.toml"
    text = _read(hall_file)
    source = with_ruleset_defaults(Source.parse("hall.toml", text, BadConfig))
    config = read_hall(source)
    hours_name, hours, holidays = _calendar_texts(folder, config.calendar_file, source)
    catalogue = catalogue_texts(folder)
    config = replace(
        config,
        catalogue=Catalogue.from_files(catalogue),
        calendar=_calendar(hours_name, hours[hours_name], holidays),
        forms=_forms(catalogue),
        service_standards=_standards(catalogue),
        digest=digest_of({"hall.toml": text, **hours, **holidays, **catalogue}),
    )
    check_hall(config, source)
    _check_adapters(config, source)
    check_names_of_types(config, source)
    return replace(config, catalogue=config.catalogue.with_overrides(config.overrides))


def _check_adapters(config: HallConfig, source: Source) -> None:
    """Raises BadConfig for an adapter nobody wrote, and for options that no chosen adapter would be given."""
    chosen = config.adapters
    for kind, name, known in (("register", chosen.register, REGISTERS), ("sms", chosen.sms, GATEWAYS)):
        if name not in known:
            raise source.bad(("adapters", kind), f"[adapters] {kind} = {name!r} is unknown; known are {', '.join(known)}", name)
    given = (chosen.register, "sms")
    for table in chosen.options:
        if table not in given:
            said = f"[adapters.options.{table}] is given to no adapter; known are {', '.join(given)}"
            raise source.bad(("adapters", "options", table), said, table)


def _forms(catalogue: Mapping[str, str]) -> Forms:
    """The application forms and the inquiry record. Raises BadCatalogue for a field nobody knows."""
    source = Source.parse("application.toml", catalogue.get("application.toml", ""), BadCatalogue)
    try:
        return Forms.from_data(source.data)
    except (KeyError, TypeError, ValueError) as problem:
        raise BadCatalogue("application.toml", 1, str(problem)) from problem


def _standards(catalogue: Mapping[str, str]) -> Standards:
    """What a round looks at. Raises BadCatalogue for an item that is not right."""
    source = Source.parse("standards.toml", catalogue.get("standards.toml", ""), BadCatalogue)
    try:
        return Standards.from_data(source.data, tuple(str(post) for post in Post))
    except (TypeError, ValueError) as problem:
        raise BadCatalogue("standards.toml", 1, str(problem)) from problem


def catalogue_texts(folder: Path | None = None) -> dict[str, str]:
    """The files of the packaged catalogue, with a hall's own files of the same name in their place."""
    texts = _texts_below(CATALOGUE)
    for name, text in (_texts_below(folder / "catalogue") if folder else {}).items():
        if name not in texts and not name.startswith(TYPES):
            raise BadCatalogue(name, 1, f"nothing reads a file of this name; known are {', '.join(sorted(texts))}")
        texts[name] = text
    return texts


def _texts_below(place: Path) -> dict[str, str]:
    names = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*.toml"))}
    return {name: _read(path) for name, path in names.items() if not name.startswith("calendar/")}


def read_hall(source: Source) -> HallConfig:
    """hall.toml as values, without catalogue and calendar."""
    config: HallConfig = read_as(HallConfig, source.data, source)
    return config


def with_ruleset_defaults(source: Source) -> Source:
    """The same file with the defaults of its rule set laid under what it says."""
    ruleset = source.data.get("ruleset")
    if ruleset not in RULESETS:
        raise source.bad(("ruleset",), f"ruleset = {ruleset!r} is unknown; known are {', '.join(RULESETS)}", ruleset)
    data: dict[str, Any] = dict(source.data)
    for table, defaults in RULESET_DEFAULTS[ruleset].items():
        if isinstance(data.get(table, {}), dict):
            data[table] = {**defaults, **data.get(table, {})}
    return replace(source, data=data)


def digest_of(texts: Mapping[str, str]) -> str:
    """One number for all files of a hall, so that the log can say under which rules a day was run."""
    whole = hashlib.sha256()
    for name in sorted(texts):
        for part in (name, texts[name]):
            whole.update(len(part.encode()).to_bytes(8, "big") + part.encode())
    return whole.hexdigest()


def _folder_of(where: str | Path) -> Path:
    for folder in (Path(where), TEMPLATES / str(where)):
        if (folder / "hall.toml").is_file():
            return folder
    raise BadConfig("hall.toml", 1, f"no such file in {str(where)!r}, and no template of that name "
                                    f"(templates: {', '.join(template_names())})")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        line = path.read_bytes()[: problem.start].count(b"\n") + 1
        raise BadConfig(path.name, line, "the file is not UTF-8 text") from problem


def _calendar_texts(folder: Path, wanted: str, source: Source) -> tuple[str, dict[str, str], dict[str, str]]:
    """The hours file and the holiday files: the packaged ones, with the hall's own in front."""
    own, packaged = folder / "calendar", CATALOGUE / "calendar"
    file = next((place / wanted for place in (own, packaged) if (place / wanted).is_file()), None)
    if file is None or Path(wanted).name != wanted:
        known = ", ".join(sorted({path.name for place in (own, packaged) for path in place.glob("*.toml")}))
        raise source.bad(("calendar_file",), f"calendar_file = {wanted!r} is unknown; known are {known}", wanted)
    holidays: dict[str, Path] = {}
    for place in (packaged, own):
        holidays.update({path.name: path for path in sorted((place / "holidays").glob("*.toml"))})
    name = f"calendar/{wanted}"
    return name, {name: _read(file)}, {f"calendar/holidays/{n}": _read(path) for n, path in holidays.items()}


def _calendar(name: str, text: str, holidays: Mapping[str, str]) -> Calendar:
    hours = Source.parse(name, text, BadConfig)
    years = [Source.parse(file, content, BadConfig) for file, content in holidays.items()]
    try:
        return Calendar.from_data(hours.data, [year.data for year in years])
    except Refused as problem:
        blamed, line = _blamed(problem, [hours, *years])
        raise BadConfig(blamed, line, f"the calendar is refused: {problem}") from problem


def _blamed(problem: Refused, sources: Iterable[Source]) -> tuple[str, int]:
    """The file and line that show what the calendar refused; the first file where nothing shows it."""
    shown = [str(value) for value in problem.detail.values()]
    candidates = list(sources)
    for source in candidates:
        for number, line in enumerate(source.text.splitlines(), start=1):
            if any(value and value in line for value in shown):
                return source.file, number
    return candidates[0].file, 1
