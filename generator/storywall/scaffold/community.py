"""A community of one's own, from a few answers: settings, pages, consent wordings, folders for what people send, a workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storywall import __version__, consent, load, schemas, settings
from storywall.compose import scalar
from storywall.forms import github, place_of
from storywall.kinds import KINDS
from storywall.kinds.fields import Fields, Name, Url, ask
from storywall.kinds.guess import guess_slug
from storywall.model import Plain
from storywall.pipeline import read_settings
from storywall.problems import N_
from storywall.scaffold import place, texts
from storywall.scaffold.album import Album
from storywall.scaffold.interview import Interview, Known
from storywall.scaffold.questions import Question, Values, questions
from storywall.scaffold.terminal import Terminal
from storywall.settings import InterfaceLanguage, MailAddress, Zone
from storywall.words import catalogue

LANGUAGES = ("en", "it", "ru")
_NAME_LENGTH = 80


class Wanted(Fields):
    """What a new community has to be told; the questions of `storywall init`."""

    language: InterfaceLanguage = ask(N_("Which language does the community speak?"))
    brand: Name = ask(N_("What is the brand called?"))
    name: Name = ask(N_("What shall the community be called?"))
    site_url: Url = ask(N_("At which web address will it be?"), help=N_("What ends with .example is made up and can be changed later."))
    shop: Url | None = ask(N_("At which web address is the brand's shop?"), default=None)
    contact: MailAddress = ask(N_("Where can people write to?"), help=N_("A mail or web address, for questions, corrections and withdrawals."))
    timezone: Zone = ask(N_("In which time zone does it live?"), help=N_("Such as Europe/Rome: it decides when a day begins."))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usual:
    name: str
    timezone: str


_USUAL = {
    "en": _Usual(name="The {brand} community", timezone="UTC"),
    "it": _Usual(name="La comunità di {brand}", timezone="Europe/Rome"),
    "ru": _Usual(name="Сообщество {brand}", timezone="Europe/Moscow"),
}


def usual(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    """What to take for the fields of Wanted that aren't given; there is none for the shop, and addresses are made up."""
    language = given.get("language", LANGUAGES[0])
    brand = given.get("brand") or " ".join(folder.resolve().name.replace("-", " ").replace("_", " ").split()).title() or "Storywall"
    theirs = _USUAL.get(language, _USUAL[LANGUAGES[0]])
    name = theirs.name.format(brand=brand)
    slug = guess_slug(brand)
    return {
        "language": language,
        "brand": brand,
        "name": name if len(name) <= _NAME_LENGTH else brand,
        "site_url": f"https://community.{slug}.example/",
        "contact": f"hello@{slug}.example",
        "timezone": theirs.timezone,
    }


def ask_for(folder: Path, terminal: Terminal) -> dict[str, str]:
    """Ask for what a community in this folder needs; each answer is right by itself."""

    def propose(_: type[Fields], question: Question, values: Mapping[str, Plain]) -> str:
        return usual(folder, _texts(values)).get(question.name, "")

    values: Values = {}
    Interview(terminal, Known(answer=propose), Album()).ask(Wanted, values, questions(Wanted))
    return _texts(values)


def _texts(values: Mapping[str, Plain]) -> dict[str, str]:
    return {name: value for name, value in values.items() if isinstance(value, str)}


def init(folder: Path, wanted: Wanted, today: date) -> tuple[str, ...]:
    """Make a community in a folder that is new or empty, and return its files; the consent wordings' version is today's month.

    Unusable, with nothing left behind, where the folder isn't empty or can't be written.
    """
    with place.whole(folder, settings.FILE) as staging:
        _write(staging, dict(texts.files(texts.COMMON)) | {"requirements.txt": f"storywall=={__version__}\n"})
        version = f"{today:%Y-%m}"
        _write(staging, _wordings(wanted, version))
        (wording,) = (text for text in consent.wordings(staging) if text.language == wanted.language)
        _write(staging, _pages(wanted, {"version": version, "wording": wording.name, "today": today.isoformat()}))
        _write(staging, {f"{load.ROOT}/{kind.folder}/.gitkeep": "" for kind in KINDS})
        schemas.write(staging)
        _write_forms(staging)
        return tuple(sorted(path.relative_to(staging).as_posix() for path in staging.rglob("*") if path.is_file()))


def _write_forms(root: Path) -> None:
    """The forms for a community without products; `check` says when there are some that they lack."""
    found, _ = read_settings(root)
    if found is not None:
        github.write(root, place_of(found, (), consent.wordings(root)))


def _write(root: Path, files: Mapping[str, str]) -> None:
    for file, text in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


_WORDING = f"{consent.FOLDER}/wording.md"


def _wordings(wanted: Wanted, version: str) -> dict[str, str]:
    """The consent wordings, in all languages: who sends something may speak another one than the site."""
    values = _in_markdown(wanted)
    return {f"{consent.FOLDER}/{version}.{language}.md": texts.fill(dict(texts.files(language))[_WORDING], values) for language in LANGUAGES}


def _pages(wanted: Wanted, values: Mapping[str, str]) -> dict[str, str]:
    """Everything in the community's language but the consent wordings."""
    in_markdown = {**_in_markdown(wanted), **values, "folders": _folders(wanted.language)}
    in_yaml = {**_in_yaml(wanted), **values}
    return {
        file: texts.fill(text, in_yaml if file.endswith(".yml") else in_markdown) for file, text in texts.files(wanted.language) if file != _WORDING
    }


def _in_markdown(wanted: Wanted) -> dict[str, str]:
    return {
        "name": texts.markdown(wanted.name),
        "brand": texts.markdown(wanted.brand),
        "contact": texts.contact(wanted.contact),
        "language": wanted.language,
    }


def _in_yaml(wanted: Wanted) -> dict[str, str]:
    given = {name: texts.quoted(value) for name, value in wanted.model_dump(exclude_none=True).items()}
    plain = {name: scalar(getattr(wanted, name)) for name in ("language", "timezone")}
    shop = f"shop: {given['shop']}" if wanted.shop else "# shop: https://shop.example.com/"
    modeline = schemas.modeline(settings.FILE, schemas.SETTINGS)
    return {**given, **plain, "shop": shop, "modeline": modeline, "listings": _listings(wanted.language)}


def _listings(language: str) -> str:
    """The navigation's entries for what is generated, one a line."""
    words = catalogue(language)
    return "\n".join(f"  - {texts.quoted(words.gettext(kind.label))}: {kind.folder}/index.md" for kind in KINDS if kind.listing)


def _folders(language: str) -> str:
    words = catalogue(language)
    return "\n".join(f"| `{kind.folder}/` | {words.gettext(kind.label)}. {words.gettext(kind.intro)} |" for kind in KINDS)
