"""sitemap.xml and robots.txt."""

from datetime import date

from lxml import etree

from storywall.sitemap import LIMIT, sitemap

URL = "https://mugs.example/table/"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def make(pages, **options):
    return {asset.address: asset.data for asset in sitemap(pages, URL, **options)}


def addresses(data):
    return etree.fromstring(data).xpath("//s:loc/text()", namespaces=NAMES)


def test_every_page_is_there_once_with_its_day():
    files = make([("stories/b/", date(2026, 11, 2)), ("", None), ("stories/a&b/чай/", date(2026, 11, 3))])
    tree = etree.fromstring(files["sitemap.xml"])
    assert tree.tag == f"{{{NAMES['s']}}}urlset"
    assert addresses(files["sitemap.xml"]) == [URL, f"{URL}stories/a%26b/%D1%87%D0%B0%D0%B9/", f"{URL}stories/b/"]
    assert tree.xpath("//s:lastmod/text()", namespaces=NAMES) == ["2026-11-03", "2026-11-02"]
    assert files["robots.txt"].decode().endswith(f"Sitemap: {URL}sitemap.xml\n")


def test_an_empty_site_has_a_valid_map():
    assert addresses(make([])["sitemap.xml"]) == []


def test_the_order_in_which_pages_were_made_changes_nothing():
    pages = [("a/", None), ("b/", date(2026, 1, 1)), ("c/", None)]
    assert make(pages) == make(pages[::-1])


def test_too_many_for_one_file_go_into_several():
    pages = [(f"p/{number:06}/", date(2026, 1, 1 + number // LIMIT)) for number in range(LIMIT + 1)]
    assert list(make(pages[:LIMIT])) == ["robots.txt", "sitemap.xml"]
    files = make(pages)
    assert list(files) == ["robots.txt", "sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert addresses(files["sitemap.xml"]) == [f"{URL}sitemap-1.xml", f"{URL}sitemap-2.xml"]
    assert len(addresses(files["sitemap-1.xml"])) == LIMIT
    assert addresses(files["sitemap-2.xml"]) == [f"{URL}p/{LIMIT:06}/"]
    assert etree.fromstring(files["sitemap.xml"]).xpath("//s:lastmod/text()", namespaces=NAMES) == ["2026-01-01", "2026-01-02"]


def test_a_hidden_site_has_no_map_and_lets_everybody_read_that_it_is_hidden():
    assert make([("a/", None)], hidden=True) == {"robots.txt": b"User-agent: *\nAllow: /\n"}
