"""Words: the vocabulary of film in four languages, prompts as structures, and what can be read from their text."""
