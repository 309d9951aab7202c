"""The component and the page for frames in a shop of another origin, with the headers that the site's own file of headers asks for."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from storywall import build, pipeline
from storywall.compose import compose
from storywall.mkdocs_plugin import build_frames
from storywall.parse import parse

BASE = Path(__file__).parents[1] / "samples" / "base"
PAYLOAD = "<img src=x onerror=\"window.ran='text'\"><script>window.ran='script'</script>"
SHOP = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Morning Mug</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'self'; script-src {site}; connect-src {site}; img-src {site} data:; frame-src {site}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="shop.css">
<script type="module" src="{site}embed/storywall.js"></script></head>
<body><main><h1>Morning Mug</h1><p>Stoneware, 30 cl.</p>
<storywall-reviews product="{product}" {attributes}><a href="{site}products/morning-mug/">Reviews of the mug</a></storywall-reviews>
</main></body></html>"""
STYLE = """:root { color-scheme: light dark } body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 17px/1.5 system-ui, sans-serif;
background: Canvas; color: CanvasText } storywall-reviews.themed { --storywall-accent: rgb(10, 90, 160); --storywall-title-font: serif }
storywall-reviews.themed::part(title) { text-decoration-line: underline }"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def community(tmp_path_factory):
    """The site of a community with 45 reviews of one product, the newest of them hostile."""
    root = tmp_path_factory.mktemp("shop") / "root"
    shutil.copytree(BASE, root)
    document, _ = parse((BASE / "submissions/reviews/morning-mug/keeps-warm.md").read_bytes(), "x.md")
    for place in range(1, 45):
        fields = {"title": f"Title {place}", "date": f"2026-{1 + place // 28:02}-{1 + place % 28:02}", "rating": str(1 + place % 5)}
        if place == 44:
            fields |= {"title": PAYLOAD, "pros": [PAYLOAD], "incentive": {"kind": "gift", "note": "a bowl"}, "relationship": "employee"}
        file = root / f"submissions/reviews/morning-mug/r{place:02}.md"
        file.write_text(compose({**document.values, **fields}, 'One.\n\n`<b onclick="window.ran=1">`' if place == 44 else f"Text {place}."))
    bundle = root / "submissions/reviews/morning-mug/seen"
    bundle.mkdir()
    shutil.copy(root / "submissions/photos/window-sill/sill.jpg", bundle / "sill.jpg")
    photo = {"file": "sill.jpg", "alt": "A mug on a sill", "depicted": "none", "rights": "own"}
    (bundle / "index.md").write_text(compose({**document.values, "title": "Seen", "date": "2026-06-01", "photos": [photo]}, "Look."))
    checked = pipeline.check(root, pipeline.Options(today=date(2026, 11, 21), processes=1), build_frames)
    assert not checked.errors, checked.problems
    build.publish_checked(checked, root / "site", processes=1)
    return root / "site"


@pytest.fixture(scope="module")
def site(community, serve_folder):
    """The community's site on an origin of its own, with the headers that it asks for."""
    return serve_folder(community, "table", headers=True)


@pytest.fixture
def shop(site, serve_folder, tmp_path):
    """`shop(attributes)` is the address of a shop's page that has the component; the community is on another origin."""

    def make(attributes="", product="morning-mug"):
        (tmp_path / "shop.css").write_text(STYLE)
        (tmp_path / "index.html").write_text(SHOP.format(site=site, product=product, attributes=attributes))
        return serve_folder(tmp_path)

    return make


def ready(page):
    page.locator("storywall-reviews").get_by_role("link", name=re.compile("All reviews at")).wait_for()


def test_the_component_shows_summary_photos_and_reviews_with_their_labels(shop, page):
    page.goto(shop())
    ready(page)
    box = page.locator("storywall-reviews")
    assert box.get_by_role("heading", level=2).inner_text() == "Reviews: Morning mug"
    assert box.get_by_role("heading", level=3).count() == 5
    assert box.locator("[part=note]").inner_text() == (
        "Average of 45 reviews. 1 more is shown but not counted: from staff or relatives, or first published elsewhere."
    )
    assert box.get_by_text("Received a gift").is_visible()
    assert box.get_by_text("Works for the brand").is_visible()
    assert box.get_by_text("Not in the average").count() == 1
    image = box.get_by_role("img").first
    image.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth", arg=image.element_handle())
    assert image.get_attribute("alt")
    assert box.locator("section").get_attribute("aria-busy") is None
    assert box.locator("section").get_attribute("lang") == "en"
    assert not box.get_by_text("Reviews of the mug").is_visible()


def test_what_a_member_wrote_stays_text(shop, page):
    page.goto(shop())
    ready(page)
    assert PAYLOAD in page.locator("storywall-reviews").get_by_role("heading", level=3).all_inner_texts()
    assert page.locator("storywall-reviews").get_by_text('<b onclick="window.ran=1">').is_visible()
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.querySelector('storywall-reviews').shadowRoot.querySelectorAll('script, [onerror], [onclick], b').length") == 0


def test_more_reviews_come_page_by_page_with_the_keyboard_alone(shop, page):
    page.goto(shop('reviews="20" heading-level="3" show="reviews"'))
    ready(page)
    box = page.locator("storywall-reviews")
    assert box.get_by_role("heading", level=4).count() == 20
    more = box.get_by_role("button", name="More reviews")
    for shown in (40, 46):
        more.focus()
        page.keyboard.press("Enter")
        box.get_by_text(f"Shown: {shown} of 46").wait_for()
        place = page.evaluate(
            "[...document.querySelector('storywall-reviews').shadowRoot.querySelectorAll('h4')].findIndex(h => h.matches(':focus'))"
        )
        assert place == shown - (20 if shown == 40 else 6), "the first of the new ones is read next"
    assert more.count() == 0
    titles = box.get_by_role("heading", level=4).all_inner_texts()
    assert len(set(titles)) == len(titles) == 46


def test_a_shop_s_variables_and_parts_reach_in_and_its_style_does_not(shop, page):
    page.goto(shop('class="themed" show="summary reviews"'))
    ready(page)
    look = page.evaluate(
        """() => { const root = document.querySelector('storywall-reviews').shadowRoot, of = (what) => getComputedStyle(root.querySelector(what));
        return [of('.stars').color, of('h3').textDecorationLine, of('h3').fontFamily, of('article').fontFamily] }"""
    )
    assert look == ["rgb(10, 90, 160)", "underline", "serif", "system-ui, sans-serif"]


@pytest.mark.parametrize("product", ["gone", "../../etc", ""])
def test_what_is_not_there_is_said_kindly_with_a_way_on(shop, page, watch, product):
    watch.expected += ["404"]
    page.goto(shop(product=product))
    box = page.locator("storywall-reviews")
    box.get_by_text("The reviews can't be shown just now.").wait_for()
    address = box.locator("[part=link]").get_attribute("href")
    assert address.endswith("/products/gone/" if product == "gone" else "/")
    assert box.get_by_text("Reviews of the mug").is_visible()


def test_what_names_no_product_is_asked_of_nobody(shop, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shop(product="../../etc"))
    page.locator("storywall-reviews [part=error]").wait_for()
    assert [address for address in asked if "etc" in address] == []


@pytest.mark.parametrize("address", ["javascript:window.ran=1", "https://elsewhere.example/", "//elsewhere.example/x.jpg", "data:text/html,x"])
def test_data_that_leads_elsewhere_leads_to_the_community(shop, page, address):
    """Should somebody get at the data, its addresses still lead to the community's own pages and pictures."""

    def changed(route):
        data = route.fetch().json()
        photo = next(photo for review in data["newest"] for photo in review["photos"])
        data["product"]["page"] = photo["page"] = photo["address"] = address
        photo["sources"] = [{"address": address, "width": 480}]
        route.fulfill(json=data, headers={"Access-Control-Allow-Origin": "*"})

    page.route("**/api/products/*.json", changed)
    page.goto(shop())
    ready(page)
    found = page.evaluate(
        """() => [...document.querySelector('storywall-reviews').shadowRoot.querySelectorAll('a, img')]
        .flatMap((element) => [element.href, element.src, element.srcset]).filter(Boolean)"""
    )
    assert [each for each in found if not each.startswith("http://127.0.0.1:")] == []
    assert len(found) > 3


def test_another_product_is_shown_where_the_attribute_changes(shop, page):
    page.goto(shop(product="morning-mug"))
    ready(page)
    page.evaluate("document.querySelector('storywall-reviews').setAttribute('show', 'summary')")
    page.wait_for_function("!document.querySelector('storywall-reviews').shadowRoot.querySelector('article')")
    ready(page)


def test_without_javascript_a_shop_shows_what_stands_within(shop, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(shop())
    assert page.get_by_role("link", name="Reviews of the mug").is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_a_shop_s_page_with_the_component_is_accessible_and_fits(shop, new_page, width, scheme):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(shop())
    ready(page)
    assert [each["id"] for each in Axe().run(page, options={"runOnly": WCAG}).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(300, "light"), (390, "dark"), (900, "light"), (1280, "dark")])
def test_the_page_for_frames_is_accessible_and_fits(site, new_page, watches, width, scheme):
    page = new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)
    watches[page].expected.append("favicon.ico")  # which no frame asks for
    page.goto(f"{site}embed/morning-mug/")
    assert [each["id"] for each in Axe().run(page, options={"runOnly": WCAG}).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-popups allow-popups-to-escape-sandbox"'])
def test_a_frame_of_another_origin_shows_the_reviews_without_javascript(site, serve_folder, new_page, tmp_path, sandbox):
    frame = f'<iframe src="{site}embed/morning-mug/" title="Reviews" width="360" height="600" {sandbox}></iframe>'
    (tmp_path / "index.html").write_text(
        f'<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Shop</title><main><h1>Shop</h1>{frame}</main>'
    )
    page = new_page(java_script_enabled=False)
    page.goto(serve_folder(tmp_path))
    inside = page.frame_locator("iframe")
    inside.get_by_role("heading", name="Reviews of Morning Mug").wait_for()
    assert inside.get_by_text("Received a gift").is_visible()
    with page.context.expect_page() as opened:
        inside.get_by_role("link", name="All reviews at").click()
    assert opened.value.url == f"{site}products/morning-mug/"


def test_pages_that_arent_for_frames_or_shops_are_not_read_by_a_shop(site, serve_folder, page, watch, tmp_path):
    """The guard's other side: what the headers open is /api/ and /embed/ alone."""
    (tmp_path / "index.html").write_text('<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Shop</title><h1>Shop</h1>')
    page.goto(serve_folder(tmp_path))
    watch.expected += ["CORS", "net::ERR_FAILED"]
    read = "address => fetch(address).then(answer => answer.ok, () => 'refused')"
    found = {address: page.evaluate(read, site + address) for address in ("api/products.json", "embed/words.json", "photos/index.json", "")}
    assert found == {"api/products.json": True, "embed/words.json": True, "photos/index.json": "refused", "": "refused"}


def test_the_data_that_a_shop_reads_is_json(community):
    for file in [*(community / "api").rglob("*.json"), community / "embed/words.json"]:
        json.loads(file.read_text("utf-8"))
