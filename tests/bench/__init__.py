"""What the hall can carry, each figure beside a bare one of the same run on the same machine: `python -m tests.bench`."""
