"""Journeys through the running hall in a real browser: what citizens and staff see and do, from kiosk to certificate.

They use the fixtures ``screens`` (one context per screen) and ``tests.browser.assert_accessible``; they look at pages only.
"""
