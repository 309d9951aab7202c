"""Storywall builds a community's site from the content its members contribute."""

__version__ = "0.1.0"
