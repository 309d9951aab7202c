"""Forms that follow from the schema: the questions of each, how a git host writes them, and how a filled one is read."""

from storywall.forms.answers import Answers, recognise
from storywall.forms.form import Field, Form, Option, Place, place_of
from storywall.forms.six import BODY, NAMES, form, forms

__all__ = ["BODY", "NAMES", "Answers", "Field", "Form", "Option", "Place", "form", "forms", "place_of", "recognise"]
