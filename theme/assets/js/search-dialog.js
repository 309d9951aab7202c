// The search itself: a dialogue over the page, an index that is read piece by piece, and results as they are typed for.
// What it says stands in a template on the page of the search, in the site's language.
const AT_ONCE = 8; // results
const WAIT = 160; // milliseconds without a key before something is looked for
const CHIPS = 10; // values of a filter; with more it is a list to choose from
const SLASH = "storywall-slash";
const FILTERS = ["kind", "product", "tag", "rating", "language"];

let made; // the dialogue with all that belongs to it, once per page

export const open = async (page, words) => {
  made ??= make(page).catch((error) => {
    made = undefined;
    throw error;
  });
  (await made).show(words);
};

const make = async (page) => {
  const root = new URL("../", page);
  const [answer] = await Promise.all([fetch(page), style(new URL("search.css", new URL("../css/", import.meta.url)))]);
  if (!answer.ok) throw new Error("the page of the search isn't there");
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#sw-find");
  const dialog = document.importNode(found.content.querySelector("dialog"), true);
  // Its links were written for the page that it stood on.
  for (const each of dialog.querySelectorAll("a[href]")) each.href = new URL(each.getAttribute("href"), page);
  const form = dialog.querySelector("form");
  form.action = new URL(form.getAttribute("action"), page);
  document.body.append(dialog);
  return new Search(dialog, [...found.content.querySelectorAll("[data-kind]")], root);
};

const style = (address) =>
  new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });

const element = (name, className, ...inner) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inner);
  return made;
};

// Pagefind's excerpt: text in which `<` and `>` are entities, and words between marks. Never read as HTML.
const excerpt = (text) => {
  const plain = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const out = document.createDocumentFragment();
  for (const [index, piece] of text.split("<mark>").entries()) {
    const [marked, rest] = index ? piece.split("</mark>") : [undefined, piece];
    if (marked !== undefined) out.append(element("mark", "", plain(marked)));
    out.append(plain(rest ?? ""));
  }
  return out;
};

const svg = (name, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

class Search {
  constructor(dialog, kinds, root) {
    this.dialog = dialog;
    this.root = root;
    this.language = dialog.lang;
    this.one = new Map(kinds.map((each) => [each.dataset.kind, each.textContent]));
    this.plural = new Map(kinds.map((each) => [each.dataset.kind, each.dataset.many]));
    this.part = (name) => dialog.querySelector(`.sw-find-${name}`);
    [this.input, this.state, this.list, this.filters] = ["words", "state", "list", "filters"].map(this.part);
    this.chosen = new Map();
    this.turn = 0;
    this.active = -1;
    this.listen();
  }

  listen() {
    const { dialog, input, list } = this;
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    this.part("bar").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.active < 0) this.look(); // Enter before a result is chosen looks at once
    });
    this.part("close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
    dialog.addEventListener("close", () => {
      document.documentElement.classList.remove("sw-finding");
      clearTimeout(this.timer);
    });
    list.addEventListener("pointermove", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...list.children].indexOf(option), false);
    });
    list.addEventListener("click", (event) => {
      // A result on this very page: it is scrolled to, below a dialogue that would stay.
      const option = event.target.closest("a");
      if (option?.pathname === location.pathname && !event.ctrlKey && !event.metaKey) dialog.close();
    });
    this.part("next").addEventListener("click", () => this.more());
    this.part("more").addEventListener("toggle", () => this.part("more").open && this.allFilters());
    const slash = this.part("slash").querySelector("input");
    try {
      slash.checked = localStorage.getItem(SLASH) !== "off";
    } catch {
      this.part("slash").hidden = true;
    }
    slash.addEventListener("change", () => {
      try {
        if (slash.checked) localStorage.removeItem(SLASH);
        else localStorage.setItem(SLASH, "off");
      } catch {
        slash.checked = true;
      }
    });
  }

  show(words) {
    if (!this.dialog.open) this.dialog.showModal();
    document.documentElement.classList.add("sw-finding");
    if (words) this.input.value = words;
    this.input.focus();
    this.input.select();
    if (words) this.look();
    this.index().catch(() => this.failed());
  }

  // The index's reader, loaded once; where that fails it is tried again at the next key.
  index() {
    this.loading ??= (async () => {
      const reader = await import(new URL("pagefind/pagefind.js", this.root));
      await reader.options({ baseUrl: "/", excerptLength: 24 });
      await reader.init();
      return reader;
    })().catch((error) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  later() {
    clearTimeout(this.timer);
    if (this.asked()) this.timer = setTimeout(() => this.look(), WAIT);
    else this.start();
  }

  // One letter of an alphabet begins too many words; one sign of another script may be a word.
  asked() {
    const words = this.input.value.trim();
    return words.length > 1 || /[^\u0000-\u024f\u0370-\u052f]/.test(words) ? words : "";
  }

  start() {
    this.turn += 1;
    this.fill([]);
    this.state.textContent = "";
    this.part("else").hidden = false;
    this.part("try").hidden = true;
    this.filters.hidden = !this.chosen.size;
  }

  async look() {
    clearTimeout(this.timer);
    const words = this.asked();
    if (!words) return this.start();
    const turn = (this.turn += 1);
    const slow = setTimeout(() => turn === this.turn && (this.state.textContent = this.state.dataset.waiting), 250);
    try {
      const reader = await this.index();
      const filters = Object.fromEntries(this.chosen);
      // The kinds' counts are small and always shown; the rest is loaded where somebody opens it.
      filters.kind ??= { any: [...this.one.keys()] };
      const found = await reader.search(words, { filters });
      if (turn !== this.turn) return;
      const first = await Promise.all(found.results.slice(0, AT_ONCE).map((each) => each.data()));
      if (turn !== this.turn) return;
      this.found = found;
      this.fill(first);
      this.tell(words, found.results.length);
      this.count(found);
    } catch {
      if (turn === this.turn) this.failed();
    } finally {
      clearTimeout(slow);
    }
  }

  tell(words, number) {
    const { none, one, many } = this.state.dataset;
    const told = new Intl.NumberFormat(this.language).format(number);
    this.state.textContent = number ? (number === 1 ? one : many.replace("%s", () => told)) : none.replace("%s", () => words);
    this.part("else").hidden = number > 0;
    this.part("try").hidden = number > 0;
    this.filters.hidden = !number && !this.chosen.size;
  }

  failed() {
    this.fill([]);
    this.state.textContent = this.state.dataset.failed;
    this.filters.hidden = true;
    this.part("else").hidden = false;
    this.part("try").hidden = true;
  }

  fill(results) {
    this.list.replaceChildren(...results.map((each, index) => this.option(each, index)));
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.part("next").hidden = !results.length || this.found.results.length <= results.length;
    this.choose(-1);
    this.part("body").scrollTop = 0;
  }

  async more() {
    const turn = this.turn;
    const before = this.list.children.length;
    const next = await Promise.all(this.found.results.slice(before, before + AT_ONCE).map((each) => each.data()));
    if (turn !== this.turn) return;
    this.list.append(...next.map((each, index) => this.option(each, before + index)));
    this.part("next").hidden = this.found.results.length <= this.list.children.length;
    this.input.focus();
    this.choose(before);
  }

  option(result, index) {
    const [address, picture, mark] = result.raw_url.split("\n");
    const kind = result.filters.kind?.[0] ?? "page";
    const about = [this.one.get(kind) ?? kind, ...(result.filters.rating ?? []).map((stars) => "★".repeat(stars))];
    const option = element(
      "a",
      "sw-find-result",
      picture ? this.thumb(picture) : this.mark(mark),
      element("span", "sw-find-kind", about.join(" · ")),
      element("span", "sw-find-title", result.meta.title),
      element("span", "sw-find-text", excerpt(result.excerpt)),
    );
    const language = result.filters.language?.[0];
    if (language && language !== this.language) {
      for (const each of option.querySelectorAll(".sw-find-title, .sw-find-text")) {
        each.lang = language;
        each.dir = "auto";
      }
    }
    option.href = new URL(address, this.root);
    option.id = `sw-find-${index}`;
    option.tabIndex = -1;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    return option;
  }

  thumb(address) {
    const picture = element("img", "sw-find-thumb");
    picture.loading = "lazy";
    picture.decoding = "async";
    picture.alt = "";
    picture.src = new URL(address, this.root);
    return picture;
  }

  mark(drawn) {
    const [colour, shape, ...path] = (drawn ?? "0 0").split(" ");
    const made = svg("svg", { class: `sw-mark sw-mark-${colour} sw-clay-${shape} sw-find-thumb`, viewBox: "0 0 64 64", "aria-hidden": "true" });
    made.append(svg("path", { d: path.join(" ") }));
    return made;
  }

  key(event) {
    const count = this.list.children.length;
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active < 0 ? count - 1 : this.active - 1 }[event.key];
    if (event.isComposing) return;
    if (to !== undefined && count) {
      event.preventDefault();
      this.choose(to >= count ? -1 : to);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      const { ctrlKey, metaKey, shiftKey } = event;
      this.list.children[this.active].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    } else if (event.key === "Escape" && this.input.value) {
      // The field's own way of emptying itself would need a second press to leave.
      event.preventDefault();
      this.dialog.close();
    }
  }

  choose(index, scroll = true) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    option?.setAttribute("aria-selected", "true");
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    if (option && scroll) option.scrollIntoView({ block: "nearest" });
  }

  async allFilters() {
    try {
      await (await this.index()).filters();
      this.everything = true;
      if (this.asked()) this.look();
    } catch {
      this.failed();
    }
  }

  count(found) {
    for (const name of FILTERS) {
      const place = this.dialog.querySelector(`[data-filter="${name}"]`);
      // Of a filter that is set, the other values count as if it weren't, so that one can change over.
      const counts = (this.chosen.has(name) && found.totalFilters?.[name]) || found.filters[name] || {};
      const values = Object.entries(counts).filter(([value, number]) => number > 0 || value === this.chosen.get(name));
      values.sort(name === "rating" ? ([a], [b]) => b - a : ([a, m], [b, n]) => n - m || a.localeCompare(b));
      if (name === "kind" || this.everything) {
        const group = place.matches(".sw-find-group") ? place : place.querySelector(".sw-find-group");
        const focused = group.contains(document.activeElement) ? document.activeElement.dataset.value : undefined;
        group.replaceChildren(...(values.length > CHIPS ? [this.choices(name, values, group)] : values.map(([value, number]) => this.chip(name, value, number))));
        if (focused !== undefined) [...group.children].find((each) => each.dataset.value === focused)?.focus();
        place.hidden = !values.length;
      }
    }
    const set = [...this.chosen.keys()].filter((name) => name !== "kind").length;
    this.part("set").textContent = set ? `(${set})` : "";
  }

  label(name, value) {
    if (name === "kind") return this.plural.get(value) ?? value;
    if (name === "rating") return "★".repeat(value);
    if (name !== "language") return value;
    try {
      const said = new Intl.DisplayNames([this.language], { type: "language" }).of(value);
      return said[0].toLocaleUpperCase(this.language) + said.slice(1);
    } catch {
      return value;
    }
  }

  number(number) {
    return new Intl.NumberFormat(this.language).format(number);
  }

  chip(name, value, number) {
    const chip = element("button", "sw-chip sw-find-chip", this.label(name, value), " ", element("span", "sw-count", this.number(number)));
    chip.type = "button";
    chip.dataset.value = value;
    chip.setAttribute("aria-pressed", String(this.chosen.get(name) === value));
    if (name === "rating") chip.setAttribute("aria-label", `${value} / 5 (${number})`);
    chip.addEventListener("click", () => this.set(name, this.chosen.get(name) === value ? "" : value));
    return chip;
  }

  choices(name, values, group) {
    const any = new Option(this.state.dataset.any, "");
    const list = element("select", "sw-find-choices", any, ...values.map(([value, n]) => new Option(`${this.label(name, value)} (${this.number(n)})`, value)));
    list.value = this.chosen.get(name) ?? "";
    list.dataset.value = "";
    list.setAttribute("aria-label", group.getAttribute("aria-label"));
    list.addEventListener("change", () => this.set(name, list.value));
    return list;
  }

  set(name, value) {
    if (value) this.chosen.set(name, value);
    else this.chosen.delete(name);
    this.look();
  }
}
