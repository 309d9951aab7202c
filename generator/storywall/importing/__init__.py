"""Bringing content in: tables (CSV) with presets for review apps, and the core on which other importers stand.

What every importer keeps to:

* Nothing is made up. What a source lacks the editor states (`--set`), or the item stays out and the account says why.
* An item goes through `items.prepare` (compose, parse, validate, all checks, the checks against other items) before it is written, and
  `items.Desk.write` puts it into its place whole, in one step, and never over something that is there.
* Its name is stable: `identity.name(words, identity.mark(...))`, with parts in the mark that make the item this item in its source; before
  it is written `Desk.names` and `identity.identity_of` tell whether it is there already.
* Consent has the channel `import` with its `basis`; `relationship` is `unknown` unless stated.
* A whole source that can't come in is an `ImportRefusedError`, raised before the first item is written. A single item that can't is a
  `tally.Reason` in `Tally.leave`; what is rightly left out goes into `Tally.pass_by`, what is worth knowing into `Tally.note`.

How an importer is built (a folder of Markdown, a folder of photos, ...):

    @import_group.command("markdown")
    @shared_options
    def markdown(folder, root, kind, maps, stated, values, mapping, save_mapping, dry_run, today): ...
        with refused_plainly(language):                       # commands.py: messages and exit codes
            settings = community_settings(root)
            recipe = merge(load_recipe(mapping), read_options(maps, stated, values))   # mapping.py; save_recipe writes it
            known = items.know(root, settings, day)           # what is there: products, members, all keys
            with items.Desk(root) as desk, Bar(...) as bar:   # terminal.py: bar.show(done, total)
                draft = items.Draft(kind=..., name=..., values=nested({"consent.scopes": [...], ...}), body=..., photos={name: master})
                ready, problems = items.prepare(draft, known) # problems -> tally.leave(place, reason_of(problems[0]))
                desk.write(ready)                             # False: it is there already
        finish(tally, About(source=..., columns=...), language, dry=dry_run)

Values: `fields.targets(kind)` says which dotted fields there are and of which shape; `rows.read_value` reads one by its shape (of a Plan),
`values.read_day`, `read_flag`, `read_list` singly; `rows.nested` turns dotted paths into front matter in our order. Texts:
`texts.html_to_markdown` and `texts.plain_to_markdown` keep every word, `texts.to_line` gives a title. Photos: `Draft.photos` are masters from
`photos.darkroom.Darkroom.masters`, with `photos` fields that name them; `download.fetch` brings one from the web within limits.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    import_group: click.Group
    export_group: click.Group

__all__ = ["export_group", "import_group"]


def __getattr__(name: str) -> "click.Group":
    """The commands, when they are asked for: every build shows its progress by `terminal`, and needs nothing else of this room."""
    if name == "import_group":
        from storywall.importing import commands, folders  # noqa: F401 - `folders` adds its commands to the group

        return commands.import_group
    if name == "export_group":
        from storywall.importing import out

        return out.export_group
    raise AttributeError(name)
