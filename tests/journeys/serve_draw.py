"""Serves a hall in the morning of a day on which many cases were decided, before its draw: `serve_draw.py PORT FOLDER STORY`.

The test lets the day close. Writes links.json and says "ready".
"""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime
from pathlib import Path


def main(port: int, folder: Path) -> int:
    from queue_server.serving import patch, run

    patch()
    import gevent

    from queue_server.clock import HALL_ZONE
    from queue_server.keeping import make_staff_link
    from tests.journeys.steering import obey
    from tests.server.halls import open_hall
    from tests.server.quality_halls import go_to, written_cases

    hall = open_hall(folder / "data")
    site = hall.site
    written_cases(hall, random.Random(2014), 23, datetime(2014, 10, 13, 9, 30, tzinfo=HALL_ZONE))
    site.hall.tick()
    staff_no = {m.seat: m.staff_no for m in site.config.staff if m.seat}
    (folder / "links.json").write_text(json.dumps({}), encoding="utf-8")
    table = {"until": lambda at: go_to(hall, datetime.fromisoformat(at).replace(tzinfo=HALL_ZONE)),
             "link": lambda seat: make_staff_link(site, staff_no[seat], minutes=600)}

    def ready(web: object) -> None:
        print("ready", flush=True)
        gevent.spawn(obey, table)

    return run(site, "127.0.0.1", port, printers=False, ready=ready)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
