"""Plain words become a plan: settings by rules, the user's words kept, what is left open suggested apart."""
