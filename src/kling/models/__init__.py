"""What is known about Kling: profiles, error codes, prices, regions. Data only; every row names its source.

Source tags (after the public material each fact was read from):
``M`` the mission's reference (2026-02-10), ``Q`` vendor Series 3.0 specification (2026-02), ``V1`` vendor v1 docs
(2026-03/04), ``V2`` vendor new-standard docs (2026-09), ``UPD`` vendor API change log, ``SKILL`` vendor agent-skill
script, ``LA``/``LP``/``LY``/``LO`` published notes of live calls, ``3P`` third party, ``INF`` our inference.
"""
