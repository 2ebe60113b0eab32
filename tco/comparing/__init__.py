"""Options on one need, read out of a computed plan: tables, and in words what shifts and what would change the answer."""
