"""Tests of the optimal allocation of a whole plan."""
