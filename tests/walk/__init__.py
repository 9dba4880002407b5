"""Seeded days over the real log: whatever happens, the hall keeps its promises, and each promise has a planted bug that its check finds."""
