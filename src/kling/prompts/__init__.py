"""Words: the vocabulary of film in twelve languages, prompts as structures, and what can be read from their text."""
