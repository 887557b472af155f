"""What the program does, without a door: nothing here prints, parses options or knows exit codes.

A door (the command line, the MCP server) parses what it was given, calls a function of these modules and shows what
comes back: a typed result with a ``document()``, typed :mod:`events <kling.app.events>` on the way, or a
:class:`Refusal <kling.app.refusal.Refusal>`.
"""
