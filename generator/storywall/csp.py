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
    """The same as a file of headers, with what only a header can say."""
    lines = (
        f"Content-Security-Policy: {content_security_policy(settings)}",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: strict-origin-when-cross-origin",
    )
    return Asset(address=HEADERS, data="\n".join((f"{quote(site_path(site_url))}*", *(f"  {line}" for line in lines), "")).encode())
