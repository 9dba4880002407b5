"""`python -m queue_server` is the command `lideng`."""

import sys

from .cli import main

sys.exit(main())
