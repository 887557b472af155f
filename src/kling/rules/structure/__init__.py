"""The shape of the document."""
