"""The row language: every line of a plan is a row, every row one formula, rendered as NumPy, as Excel and as an explanation."""
