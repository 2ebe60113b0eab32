"""The forms: what a district tells us, checked before anything is computed."""
