"""Tests of replacement theory."""
