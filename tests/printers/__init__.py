"""Tests of the slips: from data to paper, and of the agent that must not lose or double any."""
