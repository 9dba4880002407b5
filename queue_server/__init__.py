"""The authority of the hall: state, log, API and sockets. Nothing outside this package changes anything."""

__version__ = "0.1.0"
