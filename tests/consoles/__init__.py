"""Tests of the staff consoles in a real browser, against a small hall that answers in the shapes the server answers in."""
