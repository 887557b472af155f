"""Plain words become a plan: settings are decided by rules, the user's words are kept, and what a wish leaves open is
suggested apart from them."""
