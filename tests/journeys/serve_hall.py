"""Serves a demonstration hall for the browser journeys, in a process of its own: `python tests/journeys/serve_hall.py PORT FOLDER`.

Writes the one-use links to FOLDER/links.json and says "ready" when the port is open. Time runs from a Monday morning.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path


def main(port: int, folder: Path, hall: str, at: str) -> int:
    from queue_server.serving import patch, run

    patch()
    from queue_server import demo_register
    from queue_server.clock import HALL_ZONE, ShiftedClock
    from queue_server.keeping import make_device_link, make_staff_link
    from queue_server.site import build, enrol_configured_staff

    site = build(hall, folder, "", ShiftedClock(datetime.fromisoformat(at).replace(tzinfo=HALL_ZONE)), name="journey")
    with site.log.lock, site.log.connection(), site.log.db.atomic():
        units = demo_register.seed(site.register, site.people, site.config.ruleset, site.clock.now(), 2014)
    enrol_configured_staff(site)
    site.hall.tick()
    links = {member.seat: make_staff_link(site, member.staff_no, minutes=600) for member in site.config.staff if member.seat}
    for window in site.config.windows:
        links[f"citizen-{window.id}"] = make_device_link(site, "CITIZEN", f"screen-{window.id}", window.id, 600)
    houses = {}
    for unit in units:
        holders = [{"name": h.name, "document_no": h.document_no} for h in unit.holders]
        houses.setdefault(unit.scenario, {"certificate_no": unit.certificate_no, "unit_no": unit.unit_no, "unit_id": unit.unit_id,
                                          "holders": holders})
    (folder / "links.json").write_text(json.dumps({"links": links, "houses": houses}, ensure_ascii=False), encoding="utf-8")
    return run(site, "127.0.0.1", port, ready=lambda web: print("ready", flush=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]))
