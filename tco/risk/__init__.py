"""How sure are we: uncertain inputs drawn many times, and what the plan comes to over all draws."""
