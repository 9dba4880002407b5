"""Touch pages and their flow, and the ID reader: knows only the client and the contract of the hall, never its insides."""
