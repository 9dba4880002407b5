"""Tests of the hall: domain, server, contracts, journeys (browser), walks (seeded days), faults, tidiness."""
