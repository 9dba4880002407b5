"""Everything between slip data and paper: layout, picture, bytes, devices, and the agent that carries jobs to a printer.

It knows only `queue_server.contract` and `queue_server.client`; it may not decide anything about the hall.
"""
