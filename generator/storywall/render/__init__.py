"""View -> Pages, by Jinja with autoescape on. Pages hold a mark where a link begins at the site's root; `frame.fill` knows the depth."""

from storywall.render.job import Job
from storywall.render.pages import make, plan, preview_jobs
from storywall.render.safe import ROOT
from storywall.render.site import Cards, Site

__all__ = ["ROOT", "Cards", "Job", "Site", "make", "plan", "preview_jobs"]
