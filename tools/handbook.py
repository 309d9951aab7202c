"""Writes the handbook's pages that follow from the program: codes, fields, settings. It names those that it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from inspect import cleandoc, get_annotations
from pathlib import Path
from typing import Any, get_args

from storywall import settings
from storywall.kinds import KINDS, Kind, fields, parts
from storywall.report import codes_page
from storywall.scaffold.questions import Question, Shape, questions

HANDBOOK = Path(__file__).resolve().parent.parent / "handbook"
Group = type[fields.Fields]

MADE = "<!-- Made by `make handbook` from the schemas in generator/storywall/: change them there. -->"

FIELDS = f"""# Fields

What may stand in an item, for each kind of content. `storywall schema story` prints the same as JSON Schema, and
`storywall new story` asks the questions of the last column.

**required**: the item is refused without it. **editor**: set by those who run the community, not by who sends the item.
All else may be left out, unless another field calls for it: a consent has `wording` and `language`, or `basis` where it
was imported. A field that isn't named here is refused. [Adding items](items.md) says how a file is laid out.

{MADE}
"""

SETTINGS = f"""# Settings

What may stand in `storywall.yml`. `storywall schema settings` prints the same as JSON Schema. What is left out has its
default. A field that isn't named here is refused. What MkDocs reads (the site's address, its navigation, its pages)
stands in `mkdocs.yml` instead.

{MADE}
"""


def _form(annotated: Any) -> str:
    return str(get_args(annotated)[1].schema["pattern"])


FORMS = {
    _form(fields.Slug): "a slug: `morning-mug`",
    _form(fields.Language): "a language: `en`, `pt-BR`",
    _form(fields.PhotoFile): "a photo's name: `mug.jpg`",
    _form(fields.Wording): "a wording: `2026-11@3f9a1c2b`",
    _form(fields.Url): "a web address",
    _form(parts.Alias): "an address: `/stories/old-name/` or `old-name`",
    _form(settings.Colour): "a colour: `#a4492f`",
}
"""What the patterns of texts mean in words."""

TITLES = {"Sent": "What is sent in", "Editorial": "Any item"}
"""Headings for the classes that several kinds' schemas are made from."""


def fields_page() -> str:
    """The page of all kinds' fields as Markdown."""
    page = _Page(kind.schema for kind in KINDS)
    groups = "## Groups\n\nFields within a field, each on a line of its own below it, indented, or all within braces.\n"
    tables = (page.kind(kind) for kind in KINDS)
    return "\n".join([FIELDS, *tables, "## Fields of several kinds\n", *map(page.shared_table, page.shared), groups, *page.group_tables()])


def settings_page() -> str:
    """The page of storywall.yml's fields as Markdown."""
    page = _Page([settings.Settings])
    groups = "## Groups\n\nFields within a field.\n"
    return "\n".join([SETTINGS, page.rows(settings.Settings), groups, *page.group_tables()])


class _Page:
    """The tables of some schemas, and of the groups below them."""

    def __init__(self, schemas: Iterable[Group]) -> None:
        self.schemas = list(schemas)
        bases = dict.fromkeys(base for schema in self.schemas for base in schema.__mro__[1:])
        several = [base for base in bases if sum(issubclass(schema, base) for schema in self.schemas) > 1]
        self.shared: list[Group] = [base for base in several if issubclass(base, fields.Fields) and base is not fields.Fields]
        self.groups: dict[Group, dict[str, None]] = {}
        """Each group with the names of the fields that hold it, in the order in which they come up."""
        for schema in self.schemas:
            self._find(schema)

    def _find(self, schema: Group) -> None:
        for name, group in _inner(schema):
            new = group not in self.groups
            self.groups.setdefault(group, {})[name] = None
            if new:
                self._find(group)

    def kind(self, kind: Kind) -> str:
        """A kind's own fields, with where its items lie."""
        slug = "<handle>" if kind.name == "member" else "<slug>"
        place = "/".join(("submissions", kind.folder, *([f"<{kind.within}>"] if kind.within else []), slug))
        body = "It needs a text below its fields." if kind.body == "required" else "A text below its fields may be left out."
        more = " and ".join(f"[{_title(base).lower()}]({_anchor(_title(base))})" for base in self.shared if issubclass(kind.schema, base))
        head = f"`{place}.md`, or a folder `{place}/` with `index.md` and photos. {body}\n\nFurther fields: {more}."
        return f"## {kind.name}\n\n{head}\n\n{self.rows(kind.schema)}"

    def shared_table(self, base: Group) -> str:
        """The fields that several schemas have from one class."""
        return f"### {_title(base)}\n\n{cleandoc(base.__doc__ or '')}\n\n{self.rows(base)}"

    def group_tables(self) -> Iterator[str]:
        """The fields of all groups."""
        for group, names in self.groups.items():
            yield f"### {', '.join(names)}\n\n{cleandoc(group.__doc__ or '')}\n\n{self.rows(group)}"

    def rows(self, schema: Group) -> str:
        """A schema's fields but those that it has from a shared class."""
        inherited = {name for base in self.shared if base is not schema and issubclass(schema, base) for name in base.model_fields}
        made = schema.model_json_schema()["properties"]
        lines = ["| field | | value | question |", "|---|---|---|---|"]
        for each in questions(schema):
            if each.name in get_annotations(schema) or each.name not in inherited:
                marks = ", ".join(word for word, holds in (("required", each.required), ("editor", each.by_editor)) if holds)
                asked = each.text if each.text != each.name else ""
                lines.append(f"| `{each.name}` | {marks} | {self._value(each, made[each.name])}{_default(schema, each)} | {asked} |")
        return "\n".join(lines) + "\n"

    def _value(self, question: Question, schema: Mapping[str, Any]) -> str:
        """What a field's value looks like."""
        inner = _bare(schema)
        instead = f"`{question.instead}`, or " if question.instead else ""
        most = f" of at most {inner['maxItems']}" if "maxItems" in inner else ""
        match question.shape:
            case Shape.GROUP:
                return f"{instead}{self._link(question)}"
            case Shape.GROUPS:
                return f"{instead}a list{most}, each: {self._link(question)}"
            case Shape.TABLE:
                row: Mapping[str, Any] = inner.get("additionalProperties") or next(iter(inner.get("patternProperties", {}).values()), {})
                known = ", ".join(f"`{name}`" for name in inner.get("propertyNames", {}).get("enum", ()))
                each = self._value(question.each, row) if question.each and not question.each.group else self._link(question)
                return f"{f'any of {known}' if known else 'names'}, each with: {each}"
            case Shape.LIST:
                return f"a list{most}, each {_text(_bare(inner['items']))}"
            case Shape.FLAG:
                return "`yes` or `no`"
        return _text(inner)

    def _link(self, question: Question) -> str:
        group = question.group or (question.each.group if question.each else None)
        return f"[{question.name}]({_anchor(', '.join(self.groups[group]))})" if group else ""


def _inner(schema: Group) -> Iterator[tuple[str, Group]]:
    for question in questions(schema):
        group = question.group or (question.each.group if question.each else None)
        if group is not None:
            yield question.name, group


def _title(base: Group) -> str:
    return TITLES.get(base.__name__, base.__name__)


def _anchor(title: str) -> str:
    """The heading's anchor, as MkDocs and git hosts make it."""
    return "#" + "".join(sign for sign in title.lower().replace(" ", "-") if sign.isalnum() or sign in "-_")


def _bare(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A value's own schema, without the word or the nothing that may stand in its place."""
    return next((_bare(each) for each in schema.get("anyOf", ()) if each.get("type") != "null" and "const" not in each), schema)


def _text(schema: Mapping[str, Any]) -> str:
    """What a value looks like that isn't made of others."""
    match schema:
        case {"format": "date"}:
            return "a day: `2026-11-21`"
        case {"format": "hostname"}:
            return "a host: `www.example.org`"
        case {"enum": [*choices]}:
            return "one of " + ", ".join(f"`{choice}`" for choice in choices)
        case {"pattern": str(pattern)}:
            return FORMS.get(pattern, f"`{pattern}`")
        case {"type": "integer", "minimum": least, "maximum": most}:
            return f"a whole number, {least} to {most}"
        case {"type": "integer"}:
            return "a whole number"
        case {"maxLength": int(most)}:
            return f"a text of at most {most:,} characters" if most >= 10_000 else f"a line of at most {most} characters"
    return "a line"


def _default(schema: Group, question: Question) -> str:
    default = schema.model_fields[question.name].default
    if question.required or not isinstance(default, str | int | tuple) or default in (False, ()):
        return ""
    return f"; default `{'yes' if default is True else ', '.join(map(str, default)) if isinstance(default, tuple) else default}`"


def pages() -> dict[str, str]:
    """The pages by their names below the handbook."""
    return {"codes.md": codes_page(), "fields.md": fields_page(), "settings.md": settings_page()}


def main() -> None:
    """Write the pages that would change."""
    for name, text in pages().items():
        path = HANDBOOK / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"wrote handbook/{name}")


if __name__ == "__main__":
    main()
