"""Codes for front matter: YAML that is broken, or more than plain values."""

from typing import NamedTuple

from storywall.problems import N_, Code


class Syntax(NamedTuple):
    """What the YAML library says of a fault (or `tab`), what to tell people, and whether the place is where it begins."""

    said: str
    reason: str
    advice: str
    begins: bool = False


SYNTAX = (
    Syntax("tab", N_("a tab stands where spaces belong"), N_("use spaces to indent")),
    Syntax("quoted scalar: found unexpected end", N_("a quotation mark is opened and not closed"), N_("put one at the end of the text"), True),
    Syntax("quoted scalar: found", N_("a backslash is followed by something unknown"), N_("write two backslashes for one")),
    Syntax("flow ", N_("a bracket is opened and not closed"), N_("close it, or put a text with brackets in quotation marks"), True),
    Syntax("simple key", N_("a line has a name and no colon"), N_("write `name: value`; indent a text's further lines"), True),
    Syntax(
        "mapping values",
        N_("a colon stands inside a value"),
        N_("put a text with a colon in quotation marks, and indent what belongs together alike"),
    ),
    Syntax("start any token", N_("a value can't begin with this character"), N_("put the text in quotation marks")),
    Syntax("alphabetic or numeric", N_("a value can't begin with this character"), N_("put the text in quotation marks")),
    Syntax(
        "parsing a block",
        N_("this doesn't follow from the lines above"),
        N_("indent what belongs together alike; in 'single' quotation marks, write an apostrophe twice"),
    ),
    Syntax("", N_("it can't be read"), N_("look at this line and the one above: indentation, quotation marks, brackets")),
)

TEXT, LIST = N_("a text"), N_("a list")

CODES = (
    Code(
        name="no-front-matter",
        message=N_("the file doesn't begin with front matter"),
        hint=N_("the first line is `---`, then the fields, then `---` again"),
        meaning=N_("Each item begins with its fields between two lines of three hyphens."),
        bad="The mug that moved\n\nIt all began …",
        cure=N_("Put the fields at the top; `storywall new` writes them for you."),
    ),
    Code(
        name="front-matter-open",
        message=N_("the front matter isn't closed"),
        hint=N_("put a line with `---` after the last field"),
        meaning=N_("The fields end at the second line of three hyphens; it is missing."),
        bad="---\ntitle: The mug\n\nIt all began …",
        cure=N_("Add the closing line."),
    ),
    Code(
        name="yaml-syntax",
        message=N_("this isn't valid YAML: {reason}"),
        hint=N_("{advice}"),
        meaning=N_("The fields are YAML: one `name: value` on each line, lists with hyphens, the same indentation within a group."),
        bad="title: Tea: a love story",
        cure=N_("Put texts with a colon, `#` or quotation marks in quotation marks, and look at the indentation."),
    ),
    Code(
        name="not-a-mapping",
        message=N_("the front matter is {found}, not fields with values"),
        hint=N_("write `name: value` on each line"),
        meaning=N_("Front matter is a mapping of field names to values."),
        bad="---\n- title\n---",
        cure=N_("Write fields and values."),
    ),
    Code(
        name="yaml-anchor",
        message=N_("YAML anchors (`&{name}`) aren't allowed"),
        hint=N_("write the value out; put a text that begins with `&` in quotation marks"),
        meaning=N_("Anchors and aliases can make a small file enormous. Values are written out."),
        bad="tags: &mine [tea]",
        cure=N_("Write the value out."),
    ),
    Code(
        name="yaml-alias",
        message=N_("YAML aliases (`*{name}`) aren't allowed"),
        hint=N_("write the value out; put a text that begins with `*` in quotation marks"),
        meaning=N_("Anchors and aliases can make a small file enormous. Values are written out."),
        bad="tags: *mine",
        cure=N_("Write the value out."),
    ),
    Code(
        name="yaml-tag",
        message=N_("YAML tags (`{name}`) aren't allowed"),
        hint=N_("leave it out; put a text that begins with `!` in quotation marks"),
        meaning=N_("Tags change what a value is. The schema alone decides that."),
        bad="rating: !!int 5",
        cure=N_("Leave the tag out."),
    ),
    Code(
        name="yaml-merge",
        message=N_("YAML merge keys (`<<`) aren't allowed"),
        hint=N_("write the fields out"),
        meaning=N_("Merge keys can cost minutes of computing. Fields are written out."),
        bad="<<: {title: The mug}",
        cure=N_("Write the fields out."),
        at_key=True,
    ),
    Code(
        name="odd-key",
        message=N_("a field's name must be a plain word"),
        hint=N_("write `name: value`"),
        meaning=N_("A list, a mapping or nothing can't be the name of a field."),
        bad="? [a, b]\n: value",
        cure=N_("Give the field its name."),
        at_key=True,
    ),
    Code(
        name="duplicate-key",
        message=N_("the field `{name}` is there twice, first on line {line}"),
        hint=N_("keep one of the two"),
        meaning=N_("Of two values for one field, one would be lost silently."),
        bad="title: The mug\ntitle: The cup",
        cure=N_("Delete one of them."),
        at_key=True,
    ),
    Code(
        name="front-matter-too-large",
        message=N_("the front matter is too large: it has more than {most} {unit}"),
        hint=N_("shorten it; long texts belong in the body, below the fields"),
        meaning=N_("Front matter may have at most 64 KiB, 2,000 values, and 20 levels of nesting."),
        bad="[[[[[[[[[[[[[[[[[[[[[[ …",
        cure=N_("Move long texts below the front matter."),
    ),
    Code(
        name="several-documents",
        message=N_("there is a second YAML document in this file"),
        hint=N_("one file holds one item"),
        meaning=N_("A `.yml` item is a single YAML document."),
        bad="title: The mug\n---\ntitle: The cup",
        cure=N_("Move the second one into a file of its own."),
    ),
    Code(
        name="refused-character",
        message=N_("a character that isn't allowed: {character}"),
        hint=N_("delete it; it can't be seen, or turns other text around"),
        meaning=N_(
            "Control characters, direction overrides, invisible tags and letters with more than 8 marks are refused."
            " Emoji and all scripts are welcome."
        ),
        bad="The\\u202e mug",
        cure=N_("Delete the character; it often comes along when a text is copied from elsewhere."),
    ),
)
