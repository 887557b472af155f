"""Durable productions: thousands of videos and films, none lost, none paid twice."""
