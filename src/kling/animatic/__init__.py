"""The animatic: what a film shows, as data, and the stage, cast and sound that show it."""
