"""Codes for bodies: what Markdown may hold, and where links may lead."""

from storywall.problems import N_, Code

CODES = (
    Code(
        name="no-body",
        message=N_("the text is missing"),
        hint=N_("write it below the front matter"),
        meaning=N_("This kind of entry needs a text."),
        bad="---\ntitle: The mug\n---",
        cure=N_("Write the text below the second `---`."),
    ),
    Code(
        name="body-in-yml",
        message=N_("a `.yml` file has no text, and this kind of entry needs one"),
        hint=N_("rename it to `.md` and write the text below the fields"),
        meaning=N_("Items without a text may be `.yml`; with a text they are `.md`."),
        bad="submissions/stories/the-mug.yml",
        cure=N_("Rename the file."),
    ),
    Code(
        name="html-in-text",
        message=N_("HTML isn't shown: {value}"),
        hint=N_("write it in Markdown, or put it between backticks if it is meant to be read"),
        meaning=N_("Texts are Markdown without HTML, so that no text can change or harm the page around it."),
        bad="<b>Great!</b>",
        cure=N_("Write `**Great!**`."),
    ),
    Code(
        name="link-refused",
        message=N_("a link may not lead to `{value}` ({reason})"),
        hint=N_("{advice}"),
        meaning=N_("Links lead to http or https addresses, to `mailto:`, or by a reference such as `story:the-mug` to an entry."),
        bad="[look](javascript:alert(1))",
        cure=N_("Write the whole address, or a reference."),
    ),
    Code(
        name="remote-picture",
        message=N_("the picture `{value}` lies elsewhere"),
        hint=N_("put it beside the item and list it under `photos`"),
        meaning=N_("Pictures are the item's own photos. One from elsewhere would tell a stranger who reads the page."),
        bad="![](https://example.org/mug.jpg)",
        cure=N_("Save the picture beside the item, list it under `photos`, and write `![](mug.jpg)`."),
    ),
    Code(
        name="picture-not-listed",
        message=N_("`{value}` isn't one of this item's photos"),
        hint=N_("did you mean `{guess}`?"),
        meaning=N_("`![](file)` places a photo that is listed under `photos`."),
        bad="![](mugg.jpg)",
        cure=N_("List the photo with its alt text, or correct the name."),
    ),
    Code(
        name="too-many-links",
        message=N_("{length} links are too many, {most} may be"),
        hint=N_("keep the best"),
        meaning=N_("Many links are a sign of advertising; the limit of each kind stands in storywall.yml."),
        bad="[one](https://…) [two](https://…) …",
        cure=N_("Take some out, or raise the limit under `links` in storywall.yml."),
        allowable=True,
    ),
    Code(
        name="dead-link",
        message=N_("`{value}` is no page of this site"),
        hint=N_("did you mean `{guess}`?"),
        meaning=N_("A link into the site itself leads to a page that isn't there."),
        bad="[our rules](https://community.example.org/rule/)",
        cure=N_("Correct the link, or use a reference such as `story:the-mug`, which is checked by name."),
    ),
)
