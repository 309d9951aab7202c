"""The six forms: one for each kind that people send, one to take something back, one to report a problem."""

from __future__ import annotations

from collections.abc import Iterator

from storywall.forms import choices, questions
from storywall.forms.form import Field, Form, Option, Place
from storywall.kinds import BY_NAME, KINDS, Kind
from storywall.kinds.parts import Avatar, Photo
from storywall.problems import N_
from storywall.words import Words, catalogue

BODY = "body"
"""The id of the question whose answer is the item's text."""
PHOTOS, PROFILE, ITEM, OWN = "photos", "profile", "item", "own"

_KINDS = {"profile": "member"}
_SENT = tuple("profile" if kind.name == "member" else kind.name for kind in KINDS if kind.sent)
NAMES = (*_SENT, "withdrawal", "problem")

_TITLES = {
    "story": N_("Tell a story"),
    "review": N_("Write a review"),
    "photo": N_("Send photos"),
    "profile": N_("Introduce yourself"),
    "withdrawal": choices.WITHDRAWAL,
    "problem": N_("Report a problem"),
}
_ABOUT = {
    "story": N_("A few hundred words and perhaps a photo, about something that you live with."),
    "review": N_("Stars, what is good, and what isn't."),
    "photo": N_("One photo or a small series, as it looks at your place."),
    "profile": N_("A profile, so that all you send stands together."),
    "withdrawal": N_("Something that you sent leaves the site, its photos too."),
    "problem": N_("Something on the site is wrong, unkind or doesn't work."),
}
_PUBLIC = N_(
    "What you write here can be seen by everybody at once, here at the git host: no mail addresses, phone or order numbers, please. "
    "It is looked at by itself within minutes; a comment tells you if something is missing, and an editor decides then."
)
_ORDER = ("product", "rating", "title", "name", BODY, "summary", "pros", "cons", "recommend", "place", "links", "welcomed_by")
_LAST = ("products", "tags", "language", "author_name", PROFILE, "relationship", "incentive", "incentive-note", "consent")


def forms(place: Place, language: str) -> tuple[Form, ...]:
    """The forms that the community has a use for: none for reviews without products, none to send without a consent text."""
    return tuple(form(name, place, language) for name in NAMES if _is_of_use(name, place))


def _is_of_use(name: str, place: Place) -> bool:
    return name not in _SENT or (place.wording("") is not None and (bool(place.products) or not BY_NAME[_KINDS.get(name, name)].within))


def form(name: str, place: Place, language: str) -> Form:
    """One form in one language; what the catalogue lacks stays English."""
    words = catalogue(language)
    kind = BY_NAME[_KINDS.get(name, name)] if name in _SENT else None
    intro = words.gettext(_PUBLIC) if kind else ""
    about = _ABOUT.get(name, kind.intro if kind else "")
    return Form(
        name=name,
        kind=kind.name if kind else "",
        language=words.language,
        title=words.gettext(_TITLES.get(name, kind.label if kind else name)),
        about=words.gettext(about),
        intro=intro,
        fields=tuple(_ordered(_fields(kind, place, words.language) if kind else _others(name, words))),
        wording=place.wording(words.language) if kind else None,
    )


def _ordered(fields: Iterator[Field]) -> list[Field]:
    def rank(field: Field) -> tuple[int, int]:
        if field.id in _ORDER:
            return 0, _ORDER.index(field.id)
        return (2, _LAST.index(field.id)) if field.id in _LAST else (1, 0)

    return sorted(fields, key=rank)


def _fields(kind: Kind, place: Place, language: str) -> Iterator[Field]:
    words = catalogue(language)
    own = kind.schema.model_fields
    if kind.within:
        question = words.gettext(N_("Which product is it about?"))
        yield Field(id="product", question=question, shape="choice", required=True, options=choices.products(place))
    if kind.body_question:
        yield Field(id=BODY, question=words.gettext(kind.body_question), shape="lines", required=kind.body == "required")
    yield from questions.plain(kind, place, language)
    if PHOTOS in own:
        yield from _photos(words, kind, required=own[PHOTOS].is_required())
    if "avatar" in own:
        yield _uploaded("avatar", words.gettext(questions.question(kind, "avatar")), words)
        yield _line("avatar-alt", Avatar, "alt", words, path=("avatar", "alt"))
    if "links" in own:
        told = words.gettext(N_("One a line: what it is, a colon, and its address."))
        yield Field(id="links", path=("links",), question=words.gettext(questions.question(kind, "links")), shape="list", help=told)
    yield from _sender(kind, place, words)


def _photos(words: Words, kind: Kind, *, required: bool) -> Iterator[Field]:
    each = words.gettext(N_("One line for each photo, in their order."))
    yield _uploaded(PHOTOS, words.gettext(questions.question(kind, PHOTOS)), words, required=required)
    told = f"{words.gettext(str(Photo.model_fields['alt'].description))} {each}"
    yield Field(id="photos-alt", question=_asks(Photo, "alt", words), shape="list", help=told, required=required)
    yield Field(id="photos-caption", question=_asks(Photo, "caption", words), shape="list", help=each)
    # Without a photo nothing of this is asked for; the check asks where there is one.
    yield _chosen("photos-rights", _asks(Photo, "rights", words), "rights", words, required=required)
    yield _line("photos-credit", Photo, "credit", words)
    yield _line("photos-proof", Photo, "proof", words, help=words.gettext(N_("For photos that somebody else took: a name, or an address.")))
    yield _chosen("photos-depicted", _asks(Photo, "depicted", words), "depicted", words, required=required)
    one = words.gettext(N_("One name a line."))
    yield Field(id="photos-who", question=words.gettext(N_("Who can be recognised in your photos?")), shape="list", help=one)
    minors = words.gettext(N_("Who of them is under age, with a parent's or guardian's consent?"))
    yield Field(id="photos-minors", question=minors, shape="list", help=one)


def _sender(kind: Kind, place: Place, words: Words) -> Iterator[Field]:
    name = "name" if "name" in kind.schema.model_fields else "author_name"
    has_profile = name == "name"
    told = "" if has_profile else words.gettext(N_("Leave it empty if you have a profile here: your account tells us."))
    yield Field(id=name, path=(name,), question=words.gettext(questions.question(kind, name)), shape="line", help=told, required=has_profile)
    if "incentive" in kind.schema.model_fields:
        yield _chosen("incentive", words.gettext(questions.question(kind, "incentive")), "incentive", words, required=True)
        yield Field(id="incentive-note", question=words.gettext(N_("What was it?")), shape="line")
    wording = place.wording(words.language)
    if wording is None:
        return
    if not has_profile:
        question = words.gettext(N_("Shall we make you a profile?"))
        options, former = choices.consent(place, wording, profile=True), choices.every_consent(place, profile=True)
        yield Field(id=PROFILE, question=question, shape="boxes", options=options, former=former)
    question = words.gettext(questions.question(kind, "consent"))
    yield Field(
        id="consent", question=question, shape="boxes", options=choices.consent(place, wording), former=choices.every_consent(place), required=True
    )


def _others(name: str, words: Words) -> Iterator[Field]:
    if name == "withdrawal":
        told = words.gettext(N_("Its address on the site, or its place here, such as stories/the-mug."))
        yield Field(id=ITEM, question=words.gettext(N_("What shall go?")), shape="line", help=told, required=True)
        mine = words.gettext(N_("I sent it, or it is about me."))
        yield Field(id=OWN, question=words.gettext(N_("Is it yours?")), shape="boxes", options=(Option(value="yes", text=mine, required=True),))
        return
    yield Field(id="where", question=words.gettext(N_("Where is it?")), shape="line", help=words.gettext(N_("The page's address.")))
    yield Field(id="what", question=words.gettext(N_("What is wrong?")), shape="lines", required=True)


def _asks(group: type[Photo | Avatar], name: str, words: Words) -> str:
    extra = group.model_fields[name].json_schema_extra
    return words.gettext(str(extra["x-question"])) if isinstance(extra, dict) else name


def _line(id: str, group: type[Photo | Avatar], name: str, words: Words, *, help: str = "", path: tuple[str, ...] = ()) -> Field:
    return Field(id=id, path=path, question=_asks(group, name, words), shape="line", help=help)


def _chosen(id: str, question: str, name: str, words: Words, *, required: bool) -> Field:
    return Field(id=id, question=question, shape="choice", options=choices.worded(name, words), required=required)


def _uploaded(id: str, question: str, words: Words, *, required: bool = False) -> Field:
    told = words.gettext(N_("Straight from the camera is fine. Where and with what they were taken is removed."))
    return Field(id=id, question=question, shape="photos", help=told, required=required)
