"""Talks to the master: addresses, sign-in, submission."""
