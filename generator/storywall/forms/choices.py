"""What people choose from: the words of closed lists, stars, products, tags, boxes of consent."""

from __future__ import annotations

from storywall.consent import Wording
from storywall.forms.form import Option, Place
from storywall.problems import N_
from storywall.words import Words, catalogue, language_name
from storywall.words import languages as spoken

WORDS = {
    "incentive": {
        "none": N_("No, nothing"),
        "gift": N_("Yes, a gift"),
        "sample": N_("Yes, a sample to try"),
        "discount": N_("Yes, a discount"),
        "points": N_("Yes, points or coins"),
        "contest-entry": N_("Yes, a place in a contest"),
        "affiliate": N_("Yes, a share of what is sold"),
        "paid": N_("Yes, money"),
    },
    "relationship": {
        "customer": N_("I'm a customer"),
        "employee": N_("I work for the brand"),
        "relative": N_("I'm close to somebody who works for the brand"),
        "ambassador": N_("I'm an ambassador of the brand"),
        "partner": N_("I'm a partner of the brand"),
    },
    "rights": {"own": N_("Yes, I took all of them"), "licensed": N_("Somebody else took them and lets me use them")},
    "depicted": {
        "none": N_("Nobody, or only me"),
        "people": N_("Yes, and everybody agreed to be shown"),
    },
    "flag": {"yes": N_("Yes"), "no": N_("No")},
}
"""The words for what front matter has, marked for translation. GitHub keeps the word `None` for itself."""

_OWN_NAMES = {"en": "English", "it": "Italiano", "ru": "Русский"}
"""As `language_name` has them, whose tables take a third of a second to read; a language that comes later is looked up there."""

_SITE = N_("Yes: {brand} may show it on this community's site (consent text {version}). I can take it back with the form “{withdrawal}”.")
_MORE = {
    "newsletter": N_("{brand} may also show it in its newsletter (consent text {version})."),
    "social": N_("{brand} may also show it on its accounts in social networks (consent text {version})."),
    "ads": N_("{brand} may also show it in paid advertising (consent text {version})."),
}
_PROFILE = N_("Make me a profile with this name, so that all I send stands together; {brand} may show it on the site (consent text {version}).")
WITHDRAWAL = N_("Take something back")


def worded(name: str, words: Words) -> tuple[Option, ...]:
    """The options of a closed list of WORDS."""
    return tuple(Option(value=value, text=words.gettext(text)) for value, text in WORDS[name].items())


def stars(words: Words) -> tuple[Option, ...]:
    """Five to one, the best first."""
    return tuple(
        Option(value=str(number), text=words.ngettext("%(num)s star", "%(num)s stars", number) % {"num": number}) for number in range(5, 0, -1)
    )


def products(place: Place) -> tuple[Option, ...]:
    """The products by their names, those of the same name with their slug."""
    names = [name for _, name in place.products]
    every = sorted(place.products, key=lambda product: (product[1].casefold(), product[0]))
    return tuple(Option(value=slug, text=f"{name} ({slug})" if names.count(name) > 1 or _is_kept(name) else name) for slug, name in every)


def _is_kept(name: str) -> bool:
    """A word that the host keeps for itself."""
    return name.strip().lower() == "none"


def tags(place: Place, language: str) -> tuple[Option, ...]:
    """The tags that the settings have labels for; two of the same label are told apart by their tag."""
    labelled = {tag: labels.get(language) or tag.replace("-", " ") for tag, labels in place.settings.tags.items()}
    texts = list(labelled.values())
    return tuple(Option(value=tag, text=f"{text} ({tag})" if texts.count(text) > 1 or _is_kept(text) else text) for tag, text in labelled.items())


def languages() -> tuple[Option, ...]:
    """The languages of interfaces by their own names."""
    return tuple(Option(value=tag, text=_OWN_NAMES.get(tag) or language_name(tag)) for tag in spoken())


def consent(place: Place, wording: Wording, *, profile: bool = False) -> tuple[Option, ...]:
    """The boxes for one consent text, in its language: the site's must be ticked, the others stand apart."""
    if profile:
        return (Option(value=_value("profile", wording), text=_say(_PROFILE, place, wording)),)
    more = (Option(value=_value(scope, wording), text=_say(text, place, wording)) for scope, text in _MORE.items())
    return (Option(value=_value("site", wording), text=_say(_SITE, place, wording), required=True), *more)


def every_consent(place: Place, *, profile: bool = False) -> tuple[Option, ...]:
    """The boxes of all consent texts in all languages: a form may have been filled before the text or the language changed."""
    if not place.reading:
        return ()
    return tuple(option for wording in place.wordings for option in consent(place, wording, profile=profile))


def agreed(value: str) -> tuple[str, str, str]:
    """What a ticked box stands for: the scope, the wording's name and its language."""
    scope, name, language = value.split(" ")
    return scope, name, language


def _value(scope: str, wording: Wording) -> str:
    return f"{scope} {wording.name} {wording.language}"


def _say(text: str, place: Place, wording: Wording) -> str:
    words = catalogue(wording.language)
    return words.gettext(text).format(brand=place.settings.brand, version=wording.version, withdrawal=words.gettext(WITHDRAWAL))
