"""A printer that does not answer has its stand-in of hall.toml print for it, in the agents the server itself runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from printers.agent import SPARE_FROM_TRY
from queue_server.serving import _agents
from queue_server.web.app import create_web
from tests.server.hall_for_views import opened


def test_the_stand_in_prints_what_the_printer_cannot(tmp_path: Path) -> None:
    hall = opened(tmp_path / "data")
    hall.ticketed()
    (job,) = hall.state.slips.values()
    config = hall.site.config
    place = tmp_path / "stand_in.bin"
    addresses = {job.printer: f"file://{tmp_path}/nowhere/paper.bin"}
    stand_in = next(p.stand_in for p in config.printers if p.id == job.printer)
    addresses[stand_in] = f"file://{place}"
    hall.site.config = replace(config, printers=tuple(replace(p, address=addresses.get(p.id, p.address)) for p in config.printers))
    ours = [a for a in _agents(hall.site, create_web(hall.site)) if a._printer_id == job.printer]
    for _ in range(SPARE_FROM_TRY):
        ours[0].step()
    assert not hall.state.slips and place.stat().st_size > 0
