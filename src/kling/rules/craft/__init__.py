"""How prompts are written: advice that never keeps a request from being sent."""
