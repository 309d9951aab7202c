"""Codes for settings, hand-written pages and the site as a whole."""

from storywall.problems import N_, Code, Severity

CODES = (
    Code(
        name="page-at-generated-address",
        message=N_("a hand-written page can't stand at `{value}`"),
        hint=N_("rename it: that address is generated"),
        meaning=N_("The home page, listings and entries are generated; a page in `docs/` with the same address would hide them."),
        bad="docs/stories.md",
        cure=N_("Rename the page or move it."),
    ),
    Code(
        name="video-host",
        message=N_("videos from `{value}` aren't played here"),
        hint=N_("they may come from: {choices}"),
        meaning=N_("A video is loaded only when a visitor asks for it, and only from the hosts that storywall.yml names under `videos`."),
        bad="video: {url: https://videos.example.org/1, …}",
        cure=N_("Upload it to one of the hosts, or let an editor add the host to `videos`."),
    ),
    Code(
        name="search-not-made",
        message=N_("the site was published without its search: {reason}"),
        hint=N_("build again; where it can't be made, write `search: false`"),
        meaning=N_(
            "The search's index is made by a program of its own, Pagefind, beside all other work. Where it is missing or ends early, the rest of "
            "the site is published all the same, and its search tells visitors where else to look."
        ),
        bad="search: true on a system that Pagefind isn't made for",
        cure=N_("Give the machine more memory, install `pagefind-bin`, or switch the search off with `search: false` in storywall.yml."),
    ),
    Code(
        name="schema-outdated",
        message=N_("this JSON Schema isn't the one that the program would write"),
        hint=N_("run `storywall schema --write`"),
        meaning=N_("Editors complete and check fields by the files in `schemas/`; they must agree with the program."),
        bad="schemas/story.schema.json of an earlier version",
        cure=N_("Run `storywall schema --write` and commit the result."),
    ),
    Code(
        name="form-outdated",
        message=N_("this form isn't the one that the program would write"),
        hint=N_("run `storywall forms github --write`"),
        meaning=N_(
            "The forms in `.github/ISSUE_TEMPLATE/` follow from the schema, the products, the tags and the consent text in use; members answer them."
        ),
        bad=".github/ISSUE_TEMPLATE/review.yml without a product that was added since",
        cure=N_("Run `storywall forms github --write` and commit the result."),
        severity=Severity.WARNING,
    ),
)
