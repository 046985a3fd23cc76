"""Le site sur le papier : des feuilles en PDF, tirées des pages construites."""
