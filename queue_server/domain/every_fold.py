"""Brings in every module of folds, so that whoever lives the log knows what each event does. It holds nothing of its own."""

from . import (
    evolve_aftercare,
    evolve_appointments,
    evolve_boards,
    evolve_cases,
    evolve_effects,
    evolve_home,
    evolve_lanes,
    evolve_posts,
    evolve_quality,
    evolve_rota,
    evolve_standards,
)

__all__ = [
    "evolve_aftercare", "evolve_appointments", "evolve_boards", "evolve_cases", "evolve_effects", "evolve_home", "evolve_lanes", "evolve_posts",
    "evolve_quality", "evolve_rota", "evolve_standards",
]
