"""Serves a hall in which one sale is just accepted and its citizens are still before the window's screen: `PORT FOLDER STORY`.

Knows one story, ``accepted``. Writes links.json and says "ready".
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    import gevent

    from queue_server.keeping import make_device_link, make_staff_link
    from tests.journeys.steering import obey
    from tests.server.hall_for_views import opened

    hall = opened(folder)
    site = hall.hall.site
    hall.accepted()
    told = {"screen": make_device_link(site, "CITIZEN", "screen-1", "1", 600)}
    (folder / "links.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    staff_no = {m.seat: m.staff_no for m in site.config.staff if m.seat}

    def ready(web: object) -> None:
        print("ready", flush=True)
        gevent.spawn(obey, {"link": lambda seat: make_staff_link(site, staff_no[seat], minutes=600)})

    return run(site, "127.0.0.1", port, printers=False, ready=ready)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
