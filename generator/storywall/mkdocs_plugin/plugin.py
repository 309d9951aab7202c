"""The plugin: sections' frames and hand-written pages, taken from MkDocs' build as it goes."""

from __future__ import annotations

import logging
import os
import re
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mkdocs.commands.build import build
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import nest_paths
from mkdocs.utils.templates import TemplateContext

from storywall import frame, kinds, look
from storywall.frame import hand_links
from storywall.mkdocs_plugin import pages
from storywall.mkdocs_plugin.inputs import inputs, root_of
from storywall.mkdocs_plugin.theme import drop_search, prepared_theme
from storywall.problems import N_
from storywall.settings import Settings
from storywall.words import catalogue

if TYPE_CHECKING:
    import jinja2
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("storywall")

CONTENT_ID = "storywall-page"
"""The id of a page's content in frame.html, where the skip link leads."""
_STYLES = (
    "assets/vendor/fonts/fonts.css",
    "assets/css/tokens.css",
    look.ADDRESS,
    "assets/css/storywall.css",
    "assets/css/photos.css",
    "assets/css/products.css",
)
_SCRIPTS = ("assets/js/storywall.js", "assets/js/lightbox.js", "assets/js/gallery.js", "assets/js/find.js", "assets/js/search.js")
_SHOWN = (InclusionLevel.INCLUDED, InclusionLevel.NOT_IN_NAV, InclusionLevel.UNDEFINED)
# The search of Material, maps for those who work on it, and MkDocs' own template: ours is generated.
_NOT_SHIPPED = re.compile(r"assets/javascripts/|assets/stylesheets/palette\.|.*\.(css|js)\.map$|sitemap\.xml$")
_MATERIAL_STYLE = re.compile(r"assets/stylesheets/main\.\w+\.min\.css")


class _NoOptions(Config):  # type: ignore[no-untyped-call]
    pass


class StorywallPlugin(BasePlugin[_NoOptions]):  # type: ignore[no-untyped-call]
    """Renders a frame for each section and the pages written by hand; MkDocs itself writes none of them into its site folder."""

    def __init__(self) -> None:
        self.publishes = True
        """Is the whole site published at the end of MkDocs' build?"""
        self.fault: frame.FrameError | None = None
        self.frames: frame.Frames | None = None
        self._serves = False

    def on_startup(self, *, command: str, **_: Any) -> None:
        """MkDocs' own preview puts a script into each page, which the pages' policy would forbid."""
        self._serves = command == "serve"

    def _stop(self, error: frame.FrameError) -> NoReturn:
        self.fault = error
        raise PluginError(str(error)) from error

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Begin anew, and set what all the rest relies on."""
        if config.theme.name != "material":
            message = N_("mkdocs.yml names the theme `{theme}`: Storywall's frame is made for `material`")
            self._stop(frame.FrameError(message, theme=str(config.theme.name)))
        self._sections: dict[str, frame.Frame] = {}
        self._pages: list[frame.HandPage] = []
        self._links: dict[str, tuple[tuple[str, int], ...]] = {}
        self._assets: dict[str, Path] = {}
        if drop_search(config.plugins):
            log.info("no search plugin runs in this site: what is configured is left out")
        settings = _settings(root_of(config))
        self._has_search = settings is None or settings.search
        config.use_directory_urls = True
        config.theme = prepared_theme(config.theme, root_of(config))
        config.theme["language"] = settings.language if settings is not None else config.theme["language"]
        config.extra.pop("version", None)
        # A table's alignment as an attribute: the pages' policy allows no styles in them.
        config.mdx_configs.setdefault("tables", {}).setdefault("use_align_attribute", True)
        # Dead links in hand-written pages are found with their lines, together with all others.
        links = config.validation.links
        links.not_found = links.unrecognized_links = links.anchors = logging.DEBUG
        links.absolute_links = min(links.absolute_links, logging.DEBUG)
        logging.getLogger(build.__module__).addFilter(_tells)
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Add a page for each frame, and one for each listing, so that the navigation and links in hand-written pages find it."""
        for file in list(files):
            if file.src_uri.startswith("consent/") and file.is_documentation_page():
                _exclude_wording(file)
            elif _NOT_SHIPPED.match(file.src_uri):
                files.remove(file)
        if config.nav is None:
            config.nav = _usual_nav(files, str(config.theme["language"]))
        self._listings = {section: source for section, source in _listings().items() if files.get_file_from_path(source) is None}
        self._frame_sources = {_frame_source(section): section for section in frame.section_names()}
        for source in (*self._listings.values(), *self._frame_sources):
            files.append(File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV))
        ours = {"stylesheets": _STYLES, "scripts": _SCRIPTS}
        # the brand's colours are written with the pages, from settings that MkDocs doesn't read
        there = {look.ADDRESS, *(file.src_uri for file in files)}
        self._ours = {name: [path for path in paths if path in there] for name, paths in ours.items()}
        self._material_style = next((file.src_uri for file in files if _MATERIAL_STYLE.fullmatch(file.src_uri)), None)
        return files

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Hang each frame below its section's listing, so that MkDocs marks that one active."""
        words = catalogue(str(config.theme["language"]))
        for source, section in self._frame_sources.items():
            page = _page(files, source)
            listing = _page(files, _listings().get(section, ""))
            label = words.gettext(kinds.BY_FOLDER[section].label) if section in kinds.BY_FOLDER else config.site_name
            if page is not None:
                # MkDocs expects a nav section here, and asks it for no more than a page has as well.
                page.parent = listing  # type: ignore[assignment]
                page.title = (listing.title if listing is not None else None) or label
        return nav

    @event_priority(-100)
    def on_page_content(self, content: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Make a hand-written page's references ready, and note its links."""
        source = page.file.src_uri
        if source in self._frame_sources:
            return content
        site_url = config.site_url or ""
        ready, targets = hand_links.read_links(content, partial(pages.link_target, page=page, site_url=site_url))
        written = partial(pages.written_target, page=page, site_url=site_url, files=files)
        self._links[source] = tuple(hand_links.with_lines(targets, page.file.content_string, written))
        return ready

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, /, *, files: Files, **_: Any) -> jinja2.Environment:
        """Take over the files that are copied as they are, and let go the listings, whose pages MkDocs doesn't make."""
        listings = set(self._listings.values())
        for file in list(files):
            if file.src_uri in listings:
                files.remove(file)
            elif not file.is_documentation_page() and file.inclusion in _SHOWN and file.abs_src_path is not None:
                self._assets[file.dest_uri] = Path(file.abs_src_path)
                files.remove(file)
        return env

    def on_page_context(self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, **_: Any) -> TemplateContext:
        """Give the template its slots: sentinels in a frame, values in a hand-written page."""
        section = self._frame_sources.get(page.file.src_uri)
        slots = pages.values(page, config) if section is None else frame.sentinels()
        more = {
            "frame": section or "",
            "slots": slots,
            "content_id": CONTENT_ID,
            "first_page": pages.first_page,
            "material_style": self._material_style,
            "has_search": self._has_search,
            "_": catalogue(str(config.theme["language"])).gettext,
            **self._ours,
        }
        context.update(more)  # type: ignore[typeddict-item]
        return context

    @event_priority(100)
    def _capture_frame(self, output: str, /, *, page: Page, config: MkDocsConfig, **_: Any) -> str:  # noqa: ARG002
        """Before other plugins change the HTML: they don't know what may stand in a slot."""
        section = self._frame_sources.get(page.file.src_uri)
        if section is None:
            return output
        try:
            self._sections[section] = frame.parse_frame(output, section)
        except frame.FrameError as error:
            self._stop(error)
        return ""

    @event_priority(-100)
    def _capture_page(self, output: str, /, *, page: Page, config: MkDocsConfig, **_: Any) -> str:
        """After other plugins have changed the HTML."""
        if output:
            hand_page = frame.HandPage(
                address=pages.address(page),
                title=pages.title(page),
                description=pages.description(page, config),
                html=output,
                file=pages.source_file(page, config),
                links=self._links.get(page.file.src_uri, ()),
                anchors=frozenset(page.present_anchor_ids or ()),
                searched=pages.searched(page),
            )
            self._pages.append(hand_page)
        return ""

    on_post_page = CombinedEvent(_capture_frame, _capture_page)

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Hand the frames over, or publish the whole site with them."""
        self.frames = frame.Frames(
            sections=self._sections,
            pages=tuple(self._pages),
            assets=dict(sorted(self._assets.items())),
            site_url=config.site_url or "",
            site_name=config.site_name,
            site_description=config.site_description or "",
            language=str(config.theme["language"]),
            search=self._has_search,
            inputs=tuple(inputs(config)),
        )
        if self.publishes:
            _publish(root_of(config), self.frames, Path(config.site_dir), preview=self._serves)

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
        """Build again when an item, a template or the settings change."""
        for name in ("submissions", "theme", "storywall.yml"):
            if (path := root_of(config) / name).exists():
                server.watch(str(path))
        return server


def _settings(root: Path) -> Settings | None:
    """What storywall.yml says; the usual where it can't be read, and None where there is none."""
    from storywall.pipeline import Unusable, read_settings  # here, because it brings in half of the program

    try:
        found, _ = read_settings(root)
    except Unusable:
        return None
    return found or Settings(name="Community", brand="Community")


def _publish(root: Path, frames: frame.Frames, site_dir: Path, *, preview: bool) -> None:
    # Here, because a build of frames alone needs nothing of this.
    from storywall import report
    from storywall.mkdocs_plugin.publication import PublicationRefusedError, publish_site
    from storywall.pipeline import DATE, Unusable

    try:
        today = date.fromisoformat(os.environ[DATE]) if os.environ.get(DATE) else None
    except ValueError:
        raise PluginError(f"{DATE} isn't a day; write it as 2026-11-21") from None
    try:
        published = publish_site(root, frames, site_dir, today, preview=preview)
    except PublicationRefusedError as refused:
        raise PluginError("\n" + report.render(refused.problems, "text", frames.language, items=refused.items)) from refused
    except Unusable as error:
        raise PluginError(str(error)) from error
    if published.problems:
        log.warning("\n" + report.render(published.problems, "text", frames.language, items=0))


def _listings() -> dict[str, str]:
    """The sources of generated listings, as hand-written pages and mkdocs.yml name them, by section."""
    listings = {kind.folder: f"{kind.folder}/index.md" for kind in kinds.KINDS if kind.listing}
    return {"home": "index.md", "tags": "tags/index.md", **listings}


def _usual_nav(files: Files, language: str) -> list[Any]:
    """Where mkdocs.yml has no nav: the listings by their labels, then the pages written by hand."""
    words = catalogue(language)
    labels = [{words.gettext(kind.label): f"{kind.folder}/index.md"} for kind in kinds.KINDS if kind.listing]
    by_hand = (file.src_uri for file in files.documentation_pages() if file.inclusion is not InclusionLevel.NOT_IN_NAV)
    return [*labels, *nest_paths(by_hand)]  # type: ignore[no-untyped-call]


def _frame_source(section: str) -> str:
    return f"{frame.frame_address(section)}index.md"


def _exclude_wording(file: File) -> None:
    """The consent texts are generated, all languages of a version on one page; a link to a text leads there."""
    version = file.name.partition(".")[0]
    file.inclusion = InclusionLevel.EXCLUDED
    file.dest_uri, file.url = f"consent/{version}/index.html", f"consent/{version}/"


def _page(files: Files, source: str) -> Page | None:
    file = files.get_file_from_path(source)
    return file.page if file is not None else None


def _tells(record: logging.LogRecord) -> bool:
    """MkDocs says of each page that it doesn't write that it was skipped; here those are all."""
    return not record.getMessage().startswith("Page skipped: ")
