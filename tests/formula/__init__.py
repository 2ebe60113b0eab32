"""The row language, held to spreadsheets' own arithmetic: by hand, by decimal arithmetic, and by two engines."""
