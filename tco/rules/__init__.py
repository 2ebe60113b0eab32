"""The shelf: dated public figures, each value with its source, and marked starting assumptions."""
