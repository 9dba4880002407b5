"""The rules of the hall, pure: standard library only. No clock, no chance without a seed, no Flask, no peewee."""
