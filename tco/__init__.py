"""Technology-cost planning for school districts."""
