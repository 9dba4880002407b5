"""Tests of the touch kiosk and of the door it uses."""
