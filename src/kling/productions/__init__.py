"""Durable productions: thousands of videos and films, resumed from a ledger after any crash."""
