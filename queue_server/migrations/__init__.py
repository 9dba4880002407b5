"""Steps that bring a database of an earlier version to the present one, in the order of their numbers, by peewee's own runner.

Each file has ``up(migrator, db)`` in SQL text that both databases understand, or with ``migrator``'s operations. A step is never
changed once a hall has taken it; the tables as they are now stand in the modules that use them. A new table needs no step.
"""
