"""The sound of an animatic: stand-ins for the sounds and the music that the words name, and places for the lines."""
