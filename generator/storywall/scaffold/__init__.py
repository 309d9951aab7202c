"""The first steps: `init` makes a community of one's own, `new` an item in it."""

from storywall.scaffold.community import Wanted, init
from storywall.scaffold.draft import Draft
from storywall.scaffold.home import Home
from storywall.scaffold.item import Outcome, new

__all__ = ["Draft", "Home", "Outcome", "Wanted", "init", "new"]
