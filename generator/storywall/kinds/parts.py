"""Groups of fields that several kinds share: consent, incentive, photos, what an editor adds."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import model_validator

from storywall.kinds.fields import (
    TEXT,
    AltText,
    Day,
    Fields,
    Flag,
    Handle,
    Language,
    LongText,
    Name,
    Note,
    PhotoFile,
    Rule,
    Sentence,
    Shared,
    Slug,
    Tag,
    Wording,
    ask,
    choice,
    line,
    many,
    refuse,
    wrong_type,
)
from storywall.problems import N_

Scope = Annotated[str, choice("site", "newsletter", "social", "ads")]
Channel = Annotated[str, choice("form", "issue-form", "pull-request", "email", "import")]
INCENTIVES = ("none", "gift", "sample", "discount", "points", "contest-entry", "affiliate", "paid")
RELATIONSHIPS = ("customer", "employee", "relative", "ambassador", "partner", "unknown")


class Consent(Shared):
    """What a person agreed to, when, and in which words (T1, T2)."""

    scopes: Annotated[tuple[Scope, ...], many()] = ask(N_("Where may we show it?"))
    wording: Wording | None = ask(N_("Which version of the consent text was agreed to?"), default=None)
    language: Language | None = ask(N_("In which language was the consent text?"), default=None)
    date: Day = ask(N_("When was the consent given?"))
    channel: Channel = ask(N_("Through which way did it come?"))
    basis: Note | None = ask(
        N_("On what ground does the brand publish it?"), help=N_("A sentence or an address; for imported items only."), by="editor", default=None
    )

    @model_validator(mode="after")
    def _record(self) -> Consent:
        if not self.scopes:
            raise refuse("empty-list", at="scopes")
        needed, surplus = ("basis", "wording") if self.channel == "import" else ("wording", "basis")
        if getattr(self, surplus) is not None:
            raise refuse("consent-basis", at=surplus, field=surplus, other=needed, channel=self.channel)
        if getattr(self, needed) is None:
            raise refuse("missing-field", field=needed)
        if self.channel != "import" and self.language is None:
            raise refuse("missing-field", field="language")
        return self


class Incentive(Shared):
    """What the author got or was promised for it (T9); `none` is written out."""

    kind: Annotated[str, choice(*INCENTIVES)] = ask(N_("Did you get anything for it?"))
    note: Annotated[str, line(200)] | None = ask(N_("What was it?"), default=None)


def _incentive(value: object) -> object:
    if isinstance(value, str):
        if value.strip() == "none":
            return {"kind": "none"}
        if value.strip() in INCENTIVES:
            return {"kind": value.strip()}
        raise refuse("bad-choice", value=value, choices=", ".join(INCENTIVES))
    return value


_INCENTIVE_SCHEMA = {
    "anyOf": [
        {"const": "none"},
        {
            "type": "object",
            "properties": {"kind": {"enum": list(INCENTIVES[1:])}, "note": {"type": "string", "maxLength": 200}},
            "required": ["kind"],
            "additionalProperties": False,
        },
    ]
}
StatedIncentive = Annotated[Incentive, Rule(_incentive, _INCENTIVE_SCHEMA)]


class Depicted(Fields):
    """Somebody who can be recognised in a photo and isn't its author (T4)."""

    who: Name = ask(N_("Who is it?"))
    consent: Flag = ask(N_("Did they agree to be shown?"))
    guardian: Flag | None = ask(N_("If they are a minor: did a guardian agree?"), default=None)

    @model_validator(mode="after")
    def _agreed(self) -> Depicted:
        if not self.consent or self.guardian is False:
            raise refuse("depicted-without-consent", at="consent" if not self.consent else "guardian", who=self.who)
        return self


def _depicted(value: object) -> object:
    if isinstance(value, str):
        if value.strip() == "none":
            return []
        raise refuse("bad-choice", value=value, choices="none")
    return value


_AGREED = {"enum": [True, "true", "yes"]}
_DEPICTED_SCHEMA = {
    "anyOf": [
        {"const": "none"},
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"who": {"type": "string"}, "consent": _AGREED, "guardian": _AGREED},
                "required": ["who", "consent"],
                "additionalProperties": False,
            },
        },
    ]
}


class Photo(Fields):
    """One photo of an item, with what a visitor who can't see it needs to know and by what right it is shown (T4, T7, T23)."""

    file: PhotoFile = ask(N_("Which photo?"))
    alt: AltText = ask(N_("What does the photo show?"), help=N_("Say it to somebody who can't see it: what is there, in one sentence."))
    caption: Note | None = ask(N_("What would you write under it?"), default=None)
    credit: Annotated[str, line(120)] | None = ask(N_("Who took it?"), default=None)
    depicted: Annotated[tuple[Depicted, ...], Rule(_depicted, _DEPICTED_SCHEMA)] | None = ask(
        N_("Can anybody be recognised in it?"), help=N_("`none`, or each person with their consent."), default=None
    )
    rights: Annotated[str, choice("own", "licensed", "unknown")] = ask(N_("Is the photo yours?"), default="unknown")
    proof: Note | None = ask(N_("Who gave you the right to use it?"), default=None)
    licence: Name | None = ask(N_("Under which licence?"), default=None)

    @model_validator(mode="after")
    def _right(self) -> Photo:
        if self.rights == "unknown":
            raise refuse("rights-unknown", at="rights", file=self.file)
        if self.rights == "licensed" and self.proof is None:
            raise refuse("rights-without-proof", at="rights", file=self.file)
        return self


class Avatar(Fields):
    """A picture of a profile or product."""

    file: PhotoFile = ask(N_("Which picture?"))
    alt: AltText = ask(N_("What does it show?"))


class Edited(Fields):
    """A note that a published text was changed."""

    date: Day = ask(N_("When?"), by="editor")
    reason: Annotated[str, line(200)] = ask(N_("Why?"), by="editor")


class Allow(Fields):
    """An editor's override of one check for one item."""

    code: Slug = ask(N_("Which problem code?"), by="editor")
    reason: Sentence = ask(N_("Why is it right here?"), by="editor")
    by: Handle = ask(N_("Who decided it?"), by="editor")


class Reply(Fields):
    """The brand's answer, shown with name and date (T18)."""

    by: Name = ask(N_("Who answers?"), by="editor")
    date: Day = ask(N_("When?"), by="editor")
    text: LongText = ask(N_("What do you answer?"), by="editor", long=True)


_ALIAS = re.compile(r"/?(?:[a-z0-9-]+/)*[a-z0-9-]+/?")


def _alias(value: object) -> str:
    if not isinstance(value, str):
        raise wrong_type(TEXT, value)
    if not _ALIAS.fullmatch(value.strip()):
        raise refuse("bad-alias", value=value)
    return value.strip()


Alias = Annotated[str, Rule(_alias, {"type": "string", "pattern": f"^(?:{_ALIAS.pattern})$"})]


class Editorial(Fields):
    """What an editor may add to any entry."""

    language: Language | None = ask(N_("In which language is it?"), default=None)
    aliases: Annotated[tuple[Alias, ...], many()] = ask(N_("Earlier addresses"), by="editor", default=())
    allow: Annotated[tuple[Allow, ...], many()] = ask(N_("Checks that are overridden"), by="editor", default=())
    sample: Flag = ask(N_("Is it invented?"), by="editor", default=False)


class Sent(Editorial):
    """What every story, review and photo states: who, when, with which consent, for what in return."""

    author: Handle | None = ask(N_("What is your handle?"), help=N_("If you have a profile here."), default=None)
    author_name: Name | None = ask(N_("What name shall we show?"), default=None)
    date: Day = ask(N_("On which day shall it be published?"), by="editor")
    consent: Consent = ask(N_("May we publish it?"))
    incentive: StatedIncentive = ask(N_("Did you get anything for it?"), help=N_("A gift, a sample, a discount, points; `none` if not."))
    relationship: Annotated[str, choice(*RELATIONSHIPS)] = ask(N_("How are you related to the brand?"), default="customer")
    tags: Annotated[tuple[Tag, ...], many()] = ask(N_("Which words describe it?"), default=())
    photos: Annotated[tuple[Photo, ...], many()] = ask(N_("Your photos"), default=())
    featured: Flag = ask(N_("Show it on the home page?"), by="editor", default=False)
    received: Day | None = ask(N_("When did it come in?"), by="editor", default=None)
    edited: Annotated[tuple[Edited, ...], many()] = ask(N_("Changes after publication"), by="editor", default=())

    @model_validator(mode="after")
    def _stated(self) -> Any:
        if self.author is None and self.author_name is None and self.consent.channel != "import":
            raise refuse("no-author")
        if self.author is not None and self.author_name is not None:
            raise refuse("two-authors", at="author_name")
        if self.relationship == "unknown" and self.consent.channel != "import":
            raise refuse("relationship-unknown", at="relationship")
        return self
