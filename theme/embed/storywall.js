// <storywall-reviews product="morning-mug"> shows a product's reviews on another site's page. It finds the community by its own
// address, takes nothing from elsewhere, and puts data on the page as text alone. The handbook's page for the shop tells of its
// attributes, parts and variables.
const ROOT = new URL("..", import.meta.url);
const WORDS = { failed: "The reviews can't be shown just now.", link: "Read them here" };
const STYLE = `
:host { --_soft: var(--storywall-soft, color-mix(in srgb, currentColor 74%, transparent));
  --_line: var(--storywall-line, color-mix(in srgb, currentColor 18%, transparent));
  --_accent: var(--storywall-accent, currentColor); --_gap: var(--storywall-gap, 1.5em);
  display: block; color: var(--storywall-ink, inherit); font-family: var(--storywall-font, inherit); line-height: 1.55; overflow-wrap: anywhere; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1, h2, h3, h4, h5, h6 { font: inherit; font-family: var(--storywall-title-font, inherit); font-weight: 650; line-height: 1.3; }
header > :first-child { font-size: 1.4em; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 3px; }
a { color: inherit; text-decoration: underline; text-underline-offset: .2em; }
.stars { color: var(--_accent); letter-spacing: .1em; white-space: nowrap; }
.photos .labels { margin-block-start: .3em; font-size: .8125em; }
.figure { font-weight: 650; font-variant-numeric: tabular-nums; }
.quiet { color: var(--_soft); font-size: .875em; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.photos { display: flex; gap: .5em; overflow-x: auto; margin-block-start: 1em; scroll-snap-type: x proximity; }
.photos li { flex: none; inline-size: 9em; scroll-snap-align: start; }
.photos a { display: block; }
img { display: block; inline-size: 100%; block-size: auto; aspect-ratio: 1; object-fit: cover; border-radius: var(--storywall-radius, .25em); }
.photos .few { inline-size: 5em; }
.reviews { display: grid; gap: var(--_gap); grid-template-columns: repeat(auto-fill, minmax(min(20em, 100%), 1fr)); margin-block-start: var(--_gap); }
.reviews > li { border-block-start: 1px solid var(--_line); padding-block-start: 1em; }
article > * + * { margin-block-start: .5em; }
.labels { display: flex; flex-wrap: wrap; gap: .3em .8em; font-size: .875em; }
.label { display: inline-block; border: 1px solid currentcolor; border-radius: 1em; padding: 0 .6em; font-weight: 600; }
.label.sample { border-color: transparent; padding: 0; font-weight: 400; color: var(--_soft); }
.points li::before { content: "+\\a0"; font-weight: 700; }
.points.bad li::before { content: "\\2212\\a0"; }
.facts > * + *::before { content: " \\b7\\a0"; }
.reply { border-inline-start: 3px solid var(--_line); padding-inline-start: 1em; }
.foot { display: flex; flex-wrap: wrap; align-items: center; gap: .75em 1.5em; margin-block-start: var(--_gap); }
button { font: inherit; font-weight: 600; color: inherit; background: none; border: 1px solid currentcolor; border-radius: var(--storywall-radius, 2em);
  min-block-size: 2.75em; padding: .4em 1.2em; cursor: pointer; }
button:hover { color: var(--_accent); }
button[aria-disabled] { opacity: .6; cursor: progress; }
`;

// An element with attributes; texts among its children become text nodes.
const make = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) if (value != null) element.setAttribute(key, value);
  element.append(...children.flat().filter((child) => child));
  return element;
};
const inside = (address) => {
  const url = new URL(address, ROOT);
  return url.origin === ROOT.origin ? url.href : ROOT.href;
};
const read = async (address, signal) => {
  const answer = await fetch(inside(address), { signal, credentials: "omit" });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const stars = (rating) => "★".repeat(Math.round(rating)) + "☆".repeat(5 - Math.round(rating));
const link = (address, attributes, ...children) => make("a", { href: inside(address), target: "_blank", rel: "noopener", ...attributes }, ...children);
const foreign = (language, own) => (language === own ? {} : { lang: language, dir: "auto" });

let known;
const words = () => (known ??= read("embed/words.json").catch((error) => ((known = undefined), Promise.reject(error))));

let sheet;
const style = () => {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
  return sheet;
};

class StorywallReviews extends HTMLElement {
  static observedAttributes = ["product", "heading-level", "reviews", "show"];
  #ending;
  #words = WORDS;

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style()];
    this.#load();
  }

  disconnectedCallback() {
    this.#ending?.abort();
  }

  attributeChangedCallback(name, before, after) {
    if (this.shadowRoot && this.isConnected && before !== after) this.#load();
  }

  async #load() {
    this.#ending?.abort();
    const { signal } = (this.#ending = new AbortController());
    const product = this.getAttribute("product") ?? "";
    // What stands within the element is shown until there is something better.
    const box = make("section", { part: "box", "aria-busy": "true" }, make("slot"));
    this.shadowRoot.replaceChildren(box);
    try {
      if (!/^[a-z0-9-]+$/.test(product)) throw new Error(`product="${product}"`);
      const [data, said] = await Promise.all([read(`api/products/${product}.json`, signal), words()]);
      if (signal.aborted) return;
      this.#words = said;
      box.lang = said.language;
      box.replaceChildren(...this.#parts(data, signal));
      this.dispatchEvent(new CustomEvent("storywall-ready", { bubbles: true, composed: true }));
    } catch (error) {
      if (signal.aborted) return;
      box.replaceChildren(...this.#failed(product), make("slot"));
      this.dispatchEvent(new CustomEvent("storywall-error", { bubbles: true, composed: true, detail: String(error) }));
    }
    box.removeAttribute("aria-busy");
  }

  #failed(product) {
    const page = /^[a-z0-9-]+$/.test(product) ? `products/${product}/` : "";
    return [make("p", { role: "status", part: "error" }, this.#words.failed, " ", link(page, { part: "link" }, this.#words.link))];
  }

  #parts(data, signal) {
    const shown = (this.getAttribute("show") ?? "summary photos reviews").split(/\s+/);
    const level = Math.min(6, Math.max(1, Number.parseInt(this.getAttribute("heading-level"), 10) || 2));
    const { rating } = data.product;
    const parts = [];
    if (shown.includes("summary")) parts.push(this.#summary(data.product, level));
    if (shown.includes("photos") && data.photos.length) parts.push(this.#photos(data.photos));
    if (shown.includes("reviews") && rating.count) parts.push(...this.#reviews(data, Math.min(6, level + 1), signal));
    else parts.push(make("p", { class: "foot", part: "foot" }, this.#all(data.product)));
    return parts;
  }

  #all(product) {
    return link(product.page, { part: "link" }, this.#words.link);
  }

  #summary({ name, language, rating }, level) {
    const average = rating.average && [
      make("span", { class: "stars", part: "stars", "aria-hidden": "true" }, stars(rating.average)),
      " ",
      make("span", { class: "figure", part: "figure" }, rating.text),
    ];
    return make(
      "header",
      { part: "summary" },
      make(`h${level}`, { part: "heading" }, this.#words.heading, " ", make("span", foreign(language, this.#words.language), name)),
      average && make("p", { part: "average" }, average),
      make("p", { class: "quiet", part: "note" }, rating.note),
    );
  }

  #image(photo, sizes) {
    const image = make("img", { part: "photo", alt: photo.alt, width: photo.width, height: photo.height, loading: "lazy", decoding: "async", sizes });
    image.srcset = photo.sources.map((source) => `${inside(source.address)} ${source.width}w`).join(", ");
    image.src = inside(photo.address);
    return photo.page ? link(photo.page, {}, image) : image;
  }

  #photos(photos) {
    const items = photos.map((photo) =>
      make("li", foreign(photo.language, this.#words.language), this.#image(photo, "9em"), this.#labels(photo, false)));
    return make("ul", { class: "photos", part: "photos", role: "list", "aria-label": this.#words.photos }, items);
  }

  #labels({ labels, language }, notes = true) {
    if (!labels.length) return null;
    const items = labels.map((label) =>
      make(
        "li",
        { lang: this.#words.language },
        make("span", { class: `label ${label.name}`, part: `label label-${label.name}` }, label.text),
        notes && label.note && make("span", { class: "quiet", ...foreign(language, this.#words.language) }, ` ${label.note}`),
      ));
    return make("ul", { class: "labels", part: "labels", role: "list", "aria-label": this.#words.labels }, items);
  }

  #reviews(data, level, signal) {
    const said = this.#words;
    const step = Math.max(1, Number.parseInt(this.getAttribute("reviews"), 10) || 5);
    const list = make("ol", { class: "reviews", part: "reviews", role: "list" });
    const status = make("span", { class: "quiet", role: "status" });
    const button = make("button", { type: "button", part: "more" }, said.more);
    const queue = [...data.newest];
    let { older } = data;
    const grow = () => {
      const added = queue.splice(0, step).map((review) => make("li", {}, this.#review(review, level)));
      list.append(...added);
      if (!queue.length && !older) button.remove();
      return added[0];
    };
    button.addEventListener("click", async () => {
      if (button.hasAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");
      list.setAttribute("aria-busy", "true");
      try {
        while (queue.length < step && older) {
          const page = await read(older, signal);
          queue.push(...page.reviews);
          older = page.older;
        }
        const first = grow();
        status.textContent = fill(said.shown, { shown: list.childElementCount, total: data.product.rating.count });
        first?.querySelector("[tabindex]").focus();
      } catch (error) {
        if (!signal.aborted) status.textContent = said.failed;
      }
      button.removeAttribute("aria-disabled");
      list.removeAttribute("aria-busy");
    });
    grow();
    return [list, make("div", { class: "foot", part: "foot" }, button.isConnected || queue.length || older ? button : null, status, this.#all(data.product))];
  }

  #review(review, level) {
    const said = this.#words;
    const own = foreign(review.language, said.language);
    const day = new Intl.DateTimeFormat(said.language, { dateStyle: "long", timeZone: "UTC" });
    const points = (texts, name, kind) =>
      texts.length && make("ul", { class: `points ${kind}`, role: "list", "aria-label": name, ...own }, texts.map((text) => make("li", {}, text)));
    return make(
      "article",
      { part: "review" },
      make("p", {}, make("span", { class: "stars", part: "stars", "aria-hidden": "true" }, stars(review.rating)), make("span", { class: "unseen" }, review.rating_text)),
      make(`h${level}`, { part: "title", tabindex: "-1", ...(review.title ? own : {}) }, review.title ?? review.rating_text),
      this.#labels(review),
      review.text && make("div", { part: "text", ...own }, review.text.split("\n\n").map((text) => make("p", {}, text))),
      points(review.pros, said.good, "good"),
      points(review.cons, said.bad, "bad"),
      review.photos.length ? make("ul", { class: "photos", role: "list" }, review.photos.map((photo) => make("li", { class: "few", ...own }, this.#image(photo, "5em")))) : null,
      make(
        "p",
        { class: "quiet facts", part: "facts" },
        make("span", { part: "author" }, review.author.name),
        make("time", { datetime: review.date }, day.format(new Date(review.date))),
        make("span", { part: "verified" }, review.verified.text),
        review.average.text && make("span", {}, review.average.text),
      ),
      review.edited.map((edit) => make("p", { class: "quiet" }, `${fill(said.edited, { day: day.format(new Date(edit.date)) })}: `, make("span", own, edit.reason))),
      review.reply && make(
        "div",
        { class: "reply", part: "reply" },
        make("p", {}, make("strong", {}, review.reply.heading), make("span", { class: "quiet" }, ` ${review.reply.by}, ${day.format(new Date(review.reply.date))}`)),
        review.reply.text.split("\n\n").map((text) => make("p", {}, text)),
      ),
    );
  }
}

if (!customElements.get("storywall-reviews")) customElements.define("storywall-reviews", StorywallReviews);
