"""The outside world: one Protocol, one embedded default and the real ones for each kind of thing, with one dict of choices."""
