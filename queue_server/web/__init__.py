"""Flask and Socket.IO, thin: who asks, in which language, and the way in and out. No rule of the hall lives here."""
