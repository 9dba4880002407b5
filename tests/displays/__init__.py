"""Tests of what the public reads and hears, in a real browser, against a small hall that pushes what it is told."""
