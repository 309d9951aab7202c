"""Answers -> front matter: each to its field, photos to masters beside it, ticked boxes to a record of consent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from storywall.forms import BODY, Answers
from storywall.forms.choices import agreed
from storywall.issues.attachments import Fetch, bring, fetch_attached
from storywall.issues.fault import Fault
from storywall.model import Plain
from storywall.problems import N_
from storywall.scaffold.album import Album

CHANNEL = "issue-form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What answers come to: values by field, the body, photos by name, the product of a review; and what is wrong with answers."""

    values: dict[str, Plain]
    body: str
    photos: dict[str, bytes] = field(default_factory=dict)
    within: str = ""
    profile: dict[str, Plain] = field(default_factory=dict)
    """The consent of who wants a profile as well; empty where nobody does."""
    faults: tuple[Fault, ...] = ()


def fill(answers: Answers, today: date, fetch: Fetch = fetch_attached) -> Filled:
    """Turn answers into an item's values; `today` is the day of the consent."""
    faults = [*_odd(answers)]
    album = Album()
    values: dict[str, Plain] = dict(_plain(answers))
    if links := _links(answers, faults):
        values["links"] = links
    consent, more = _consent(answers, "consent", today)
    faults += more
    if consent:
        values["consent"] = consent
    if answers.form.field("incentive") and (kind := answers.chosen("incentive")):
        note = answers.text("incentive-note")
        values["incentive"] = "none" if kind == ["none"] and not note else {"kind": kind[0], **({"note": note} if note else {})}
    faults += _photos(answers, values, album, fetch)
    profile, _ = _consent(answers, "profile", today)
    within = answers.chosen("product")
    return Filled(
        values=values,
        body=answers.text(BODY),
        photos=album.photos,
        within=within[0] if within else "",
        profile=profile if answers.chosen("profile") else {},
        faults=tuple(faults),
    )


def _odd(answers: Answers) -> Iterator[Fault]:
    """What the host's own form would not have let through, and what nobody can read for sure."""
    for each in answers.twice:
        yield Fault(id=each, template=N_("this question stands in your text twice; leave each question where it is, once"))
    for asked in answers.form.fields:
        if asked.required and not answers.text(asked.id):
            yield Fault(id=asked.id, template=N_("please answer this question"))
        elif asked.shape in ("choice", "choices") and answers.is_foreign(asked.id):
            yield Fault(id=asked.id, template=N_("{value} can't be chosen here"), values={"value": answers.text(asked.id)})
        elif asked.shape == "choice" and len(answers.chosen(asked.id)) > 1:
            yield Fault(id=asked.id, template=N_("choose one"))


def _plain(answers: Answers) -> Iterator[tuple[str, Plain]]:
    groups: dict[str, dict[str, Plain]] = {}
    for asked in answers.form.fields:
        if not asked.path or not answers.text(asked.id) or asked.id in ("links", "avatar-alt"):
            continue
        value = _value(answers, asked.id, asked.shape)
        if value == "" or value == []:
            continue
        if len(asked.path) == 1:
            yield asked.path[0], value
        else:
            groups.setdefault(asked.path[0], {})[asked.path[1]] = value
    yield from groups.items()


def _value(answers: Answers, id: str, shape: str) -> Plain:
    if shape == "list":
        return [*answers.lines(id)]
    if shape == "choices":
        return [*answers.chosen(id)]
    if shape == "choice":
        return (answers.chosen(id) or [""])[0]
    return answers.text(id)


def _links(answers: Answers, faults: list[Fault]) -> list[Plain]:
    links: list[Plain] = []
    for line in answers.lines("links"):
        label, sign, url = line.partition(": ")
        if not sign or not url.strip():
            faults.append(Fault(id="links", template=N_("write {line} like this: `My shop: https://example.org`"), values={"line": line}))
        else:
            links.append({"label": label.strip(), "url": url.strip()})
    return links


def _consent(answers: Answers, id: str, today: date) -> tuple[dict[str, Plain], list[Fault]]:
    """The record of the boxes that were ticked: all of one text, in one language, the site's among them."""
    asked = answers.form.field(id)
    ticked = [agreed(value) for value in answers.chosen(id)]
    if asked is None or not ticked:
        missing = asked is not None and asked.required and answers.text(id)
        return {}, [Fault(id=id, template=N_("nothing is published before you agree; the first box must be ticked"))] if missing else []
    scopes = list(dict.fromkeys("site" if scope == "profile" else scope for scope, _, _ in ticked))
    texts = {(wording, language) for _, wording, language in ticked}
    if len(texts) > 1:
        return {}, [Fault(id=id, template=N_("these boxes are of different consent texts; tick those of one"))]
    if "site" not in scopes:
        return {}, [Fault(id=id, template=N_("nothing is published before you agree; the first box must be ticked"))]
    ((wording, language),) = texts
    record: dict[str, Plain] = {"scopes": [*scopes], "wording": wording, "language": language, "date": today.isoformat(), "channel": CHANNEL}
    return record, []


def _photos(answers: Answers, values: dict[str, Plain], album: Album, fetch: Fetch) -> list[Fault]:
    if answers.form.field("avatar") and answers.text("avatar"):
        alt = answers.text("avatar-alt")
        names, faults = bring(answers.text("avatar"), [alt], album, "avatar", fetch)
        if len(names) > 1:
            faults.append(Fault(id="avatar", template=N_("choose one")))
        if names:
            values["avatar"] = {"file": names[0], **({"alt": alt} if alt else {})}
        return faults
    if not answers.text("photos"):
        return []
    alts = answers.lines("photos-alt")
    names, faults = bring(answers.text("photos"), alts, album, "photos", fetch)
    people, more = _depicted(answers)
    faults += more
    if len(alts) > len(names) and not faults:
        faults.append(Fault(id="photos-alt", template=N_("there are more lines than photos; write one line for each photo")))
    if not answers.chosen("photos-rights"):
        faults.append(Fault(id="photos-rights", template=N_("please say whose the photos are")))
    captions = answers.lines("photos-caption")
    values["photos"] = [_photo(answers, number, name, alts, captions, people) for number, name in enumerate(names)]
    if not names:
        del values["photos"]
    return faults


def _photo(answers: Answers, number: int, name: str, alts: Sequence[str], captions: Sequence[str], people: Plain) -> Plain:
    photo: dict[str, Plain] = {"file": name}
    for field_name, lines in (("alt", alts), ("caption", captions)):
        if number < len(lines):
            photo[field_name] = lines[number]
    for field_name in ("credit", "proof"):
        if text := answers.text(f"photos-{field_name}"):
            photo[field_name] = text
    if people:
        photo["depicted"] = people
    if rights := answers.chosen("photos-rights"):
        photo["rights"] = rights[0]
    return photo


def _depicted(answers: Answers) -> tuple[Plain, list[Fault]]:
    """Who can be recognised, for all photos of an item alike: names, each with consent, minors with a guardian's."""
    chosen, names, minors = answers.chosen("photos-depicted"), answers.lines("photos-who"), answers.lines("photos-minors")
    if not chosen:
        return "", [Fault(id="photos-depicted", template=N_("please answer this question"))]
    if chosen == ["none"]:
        if names or minors:
            return "", [Fault(id="photos-depicted", template=N_("you named people, and yet chose that nobody can be recognised"))]
        return "none", []
    if not names and not minors:
        return "", [Fault(id="photos-who", template=N_("please tell us the names of those who agreed"))]
    people: list[Plain] = [{"who": name, "consent": "yes"} for name in names if name not in minors]
    people += [{"who": name, "consent": "yes", "guardian": "yes"} for name in minors]
    return people, []
