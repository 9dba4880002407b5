"""Pages that draw a snapshot, and the voice: knows only the contract of the hall; decides nothing and remembers nothing."""
