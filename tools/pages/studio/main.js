// The studio: see README.md for what it asks the server.
