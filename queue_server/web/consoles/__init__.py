"""The pages staff work on: a shell per seat, the list of seats, and the printable papers. No data of a case passes through here."""
