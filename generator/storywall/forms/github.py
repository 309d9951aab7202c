"""Forms as GitHub reads them: a file for each in .github/ISSUE_TEMPLATE/, written and compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from storywall import allowed
from storywall.codes import problem
from storywall.compose import compose
from storywall.forms.form import Field, Form, Place
from storywall.forms.six import forms
from storywall.model import Plain
from storywall.problems import N_, Position, Problem
from storywall.words import catalogue

FOLDER = ".github/ISSUE_TEMPLATE"
CONFIG = f"{FOLDER}/config.yml"
_HEAD = "# Written by `storywall forms github --write`: change the schema or storywall.yml, not this file.\n"
_TYPES = {
    "line": "input",
    "lines": "textarea",
    "list": "textarea",
    "choice": "dropdown",
    "choices": "dropdown",
    "boxes": "checkboxes",
    "photos": "upload",
}
_ACCEPT = ".jpg,.jpeg,.png,.gif,.webp"
"""A phone turns HEIC into JPEG by itself where a page asks for JPEG."""


def label(name: str) -> str:
    """The label that a form gives to its issues: what tells one form from another, whatever the language."""
    return f"community-{name}"


def files(place: Place) -> dict[str, str]:
    """All forms in the community's language as texts, by their files below its root."""
    made = {_file(form): _HEAD + compose(_form(form), None) for form in forms(place, place.settings.language)}
    return {**made, CONFIG: _HEAD + compose(_config(place), None)}


def are_there(root: Path) -> bool:
    """Did `write` once write a form below the root, in this version or another?"""
    folder = root / FOLDER
    return folder.is_dir() and any(_read(path).startswith(_HEAD) for path in folder.glob("*.yml"))


def write(root: Path, place: Place) -> list[str]:
    """Write the forms below the root and return the files that changed; forms that others put there are left alone."""
    changed = {file: text for file, text in files(place).items() if _read(root / file) != text}
    for file, text in changed.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        new = root / FOLDER / ".new"
        new.write_text(text, encoding="utf-8", newline="\n")
        new.replace(root / file)
    return list(changed)


def outdated(root: Path, place: Place) -> list[Problem]:
    """Return a problem for each form that isn't what `write` would write, where the community has any of them."""
    if not (root / FOLDER).is_dir():
        return []
    wanted = files(place)
    if not any((root / file).is_file() for file in wanted if file != CONFIG):
        return []
    return [problem("form-outdated", file, Position()) for file, text in wanted.items() if _read(root / file) != text]


def _file(form: Form) -> str:
    return f"{FOLDER}/{form.name}.yml"


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _form(form: Form) -> dict[str, Plain]:
    body: list[Plain] = []
    if form.intro:
        body.append({"type": "markdown", "attributes": {"value": form.intro}})
    for field in form.fields:
        if field.id == "consent" and form.wording is not None:
            body.append({"type": "markdown", "attributes": {"value": form.wording.text}})
        body.append(_element(field))
    return {"name": form.title, "description": form.about, "title": form.title, "labels": [label(form.name)], "body": body}


def _element(field: Field) -> Plain:
    attributes: dict[str, Plain] = {"label": field.question}
    if field.help:
        attributes["description"] = field.help
    if field.shape == "choices":
        attributes["multiple"] = "true"
    if field.shape in ("choice", "choices"):
        attributes["options"] = [option.text for option in field.options]
    if field.shape == "boxes":
        attributes["options"] = [_box(option.text, required=option.required) for option in field.options]
        return {"type": "checkboxes", "id": field.id, "attributes": attributes}
    validations: dict[str, Plain] = {"required": "true" if field.required else "false"}
    if field.shape == "photos":
        validations["accept"] = _ACCEPT
    return {"type": _TYPES[field.shape], "id": field.id, "attributes": attributes, "validations": validations}


def _box(text: str, *, required: bool) -> Plain:
    box: dict[str, Plain] = {"label": text}
    return {**box, "required": "true"} if required else box


def _config(place: Place) -> Mapping[str, Plain]:
    config: dict[str, Plain] = {"blank_issues_enabled": "false"}
    contact = place.settings.contact or ""
    if contact.startswith(("https://", "http://")) and not allowed.url_fault(contact):
        words = catalogue(place.settings.language)
        about = words.gettext(N_("Write to us in another way."))
        config["contact_links"] = [{"name": words.gettext(N_("Contact")), "url": contact, "about": about}]
    return config
