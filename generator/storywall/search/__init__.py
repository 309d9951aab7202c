"""The site's search: what it finds of which page, and the index that visitors' browsers read."""

from storywall.search.keep import Failed, Index, begin, make, place

__all__ = ["Failed", "Index", "begin", "make", "place"]
