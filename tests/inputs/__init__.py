"""Tests of what a district tells us: reading it, checking it and saying what is wrong."""
