"""How an animatic says that it is one, to programs; to people it says PREVIEW in the picture."""

COMMENT = "PREVIEW: an animatic drawn from the request, not the work of a video model"
"""The comment in the metadata of every film that is drawn."""
