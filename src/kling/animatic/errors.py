"""What goes wrong while a film is drawn."""


class RenderError(Exception):
    """The film cannot be made: a frame or clip cannot be read, or the output cannot be written.

    The text says what happened, with which file, and what to do next. Nothing was left half-written."""


class UnreadableError(Exception):
    """Why a file is not a picture or clip; the text continues ``NAME cannot be read: ``."""
