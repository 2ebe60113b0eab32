"""The optimal allocation of a plan's sources to its costs: read off a computed plan, answered in planned payments and in words."""
