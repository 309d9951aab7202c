"""What `new` proposes before anybody has answered: today, the consent text in use, the attributes that a product declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storywall.consent import Wording
from storywall.kinds.fields import Fields
from storywall.kinds.parts import Consent
from storywall.kinds.product import Attribute
from storywall.model import Plain
from storywall.scaffold.home import Home
from storywall.scaffold.interview import Known
from storywall.scaffold.questions import Question, Shape, Values, questions

CHANNEL = "pull-request"
"""Whoever runs this program has the community's repository before them."""
_IMPORTED = "import"
_ATTRIBUTES = "attributes"
# Each is asked after those that decide about it.
_CONSENT_ORDER = ("scopes", "channel", "language", "wording", "date", "basis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Proposals for an item of a community; `product` is the slug of the one that a review is about."""

    home: Home
    product: str = ""

    @property
    def known(self) -> Known:
        """All of it, for an interview."""
        return Known(answer=self.answer, order=self.order, skips=self.skips, rows=self.rows)

    def order(self, schema: type[Fields]) -> tuple[Question, ...]:
        """A schema's questions, each after those that its proposal hangs on."""
        found = questions(schema)
        if schema is not Consent:
            return found
        return tuple(sorted(found, key=lambda each: _CONSENT_ORDER.index(each.name) if each.name in _CONSENT_ORDER else len(_CONSENT_ORDER)))

    def skips(self, schema: type[Fields], question: Question, values: Mapping[str, Plain]) -> bool:
        """Is there nothing to ask, after what was answered in the same group?"""
        if schema is not Consent:
            return bool(self.product) and question.name == _ATTRIBUTES and not self.rows(question)
        imported = values.get("channel") == _IMPORTED
        return imported if question.name in ("language", "wording") else question.name == "basis" and not imported

    def answer(self, schema: type[Fields], question: Question, values: Mapping[str, Plain]) -> str:
        """The answer to propose, after what was answered in the same group; empty for none."""
        if question.day and question.required:
            return self.home.today.isoformat()
        if schema is not Consent:
            return ""
        wording = self._wording(str(values.get("language", "")))
        match question.name:
            case "channel":
                return CHANNEL
            case "language":
                return wording.language if wording else ""
            case "wording":
                return wording.name if wording else ""
        return ""

    def _wording(self, language: str) -> Wording | None:
        """The consent text in use: in this language, or in the community's, or in the first that there is."""
        version, wanted = self.home.settings.consent, language or self.home.settings.language
        texts = [text for text in self.home.wordings if text.version == version]
        found = next((text for text in texts if text.language == wanted), None)
        return found if found or language else next(iter(texts), None)

    def consent_text(self) -> str:
        """The file of the text that people agree to, empty where there is none."""
        found = self._wording("")
        return f"docs/consent/{found.version}.{found.language}.md" if found else ""

    def rows(self, question: Question) -> Mapping[str, Question]:
        """The names that a table may have, as far as they are known: the attributes that the product declares."""
        product = self.home.entry(f"product:{self.product}") if question.name == _ATTRIBUTES and self.product else None
        if product is None:
            return {}
        return {name: self._attribute(name, declared) for name, declared in product.data.attributes.items()}

    def _attribute(self, name: str, declared: Attribute) -> Question:
        ends = f"1: {declared.scale[0]}, 5: {declared.scale[1]}" if declared.scale else ""
        return Question(name=name, text=declared.label or name, help=ends, choices=declared.choices or tuple("12345"))

    def fill(self, schema: type[Fields], values: Values) -> Values:
        """Take every proposal for required questions that nobody answered, in the groups that are required or begun."""
        filled = dict(values)
        for question in self.order(schema):
            given = filled.get(question.name)
            if question.shape is Shape.GROUP and question.group is not None and not isinstance(given, str):
                inner = self.fill(question.group, given) if isinstance(given, dict) else self.fill(question.group, {}) if question.required else {}
                if inner:
                    filled[question.name] = inner
            elif given is None and not self.skips(schema, question, filled) and (proposed := self.answer(schema, question, filled)):
                filled[question.name] = proposed
        return filled
