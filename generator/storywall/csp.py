"""The Content-Security-Policy: what a page may load and run, whatever has found its way into it."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from storywall.frame import site_path
from storywall.model import Asset
from storywall.settings import Settings

HEADERS = "_headers"
"""Where static hosts such as Netlify and Cloudflare Pages look for headers to send."""


def content_security_policy(settings: Settings) -> str:
    """The policy as one line: scripts, styles and fonts of the site alone, none within a page; frames of the video hosts in storywall.yml.

    `'wasm-unsafe-eval'` lets a search compile its index reader; it runs no text as a script. `data:` pictures can't run anything either.
    """
    frames = " ".join(f"https://{host}" for host in settings.videos) or "'none'"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "img-src 'self' data:",
            f"frame-src {frames}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def policy_tag(settings: Settings) -> str:
    """The policy as the tag that pages carry, for hosts that send no headers of a site's own."""
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(content_security_policy(settings), quote=False)}">'


def headers_file(settings: Settings, site_url: str) -> Asset:
    """The same as a file of headers, with what only a header can say.

    The shop's pages, of another origin, may read `/api/` and `/embed/`, and show a page of `/embed/` in a frame. Where several rules fit a
    file, some hosts take the last one's header and others join them, so a policy here is whole: joined with the first, it says the same.
    """
    policy, root = content_security_policy(settings), quote(site_path(site_url))
    shared = ("Access-Control-Allow-Origin: *", "X-Robots-Tag: noindex")
    rules = {
        "": (f"Content-Security-Policy: {policy}", "X-Content-Type-Options: nosniff", "Referrer-Policy: strict-origin-when-cross-origin"),
        "api/": shared,
        "embed/": (*shared, f"Content-Security-Policy: {policy}; frame-ancestors *"),
    }
    text = "".join(f"{root}{folder}*\n" + "".join(f"  {line}\n" for line in lines) for folder, lines in rules.items())
    return Asset(address=HEADERS, data=text.encode())
