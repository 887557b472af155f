"""Plain words become a plan: settings are decided by rules, the user's words are kept, and what a request leaves open
is suggested apart from them."""
