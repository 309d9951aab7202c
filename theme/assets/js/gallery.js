// Photos chosen by several things at once. A single choice is a page of its own, made when the site was built; what is chosen
// stands in the address, so that it can be kept and sent.
{
  const chooser = document.querySelector(".sw-choose");
  const tiles = document.querySelector(".sw-tiles");
  const count = document.querySelector(".sw-listing-count");
  const AT_ONCE = 48;
  const FILTERS = ["kind", "product", "tag", "member"];
  const root = chooser && new URL(chooser.dataset.root || ".", location.href);
  const own = chooser?.querySelector("a[data-by][aria-current]");
  let all;

  const chosen = () => {
    const found = new Map(own ? [[own.dataset.by, own.dataset.value]] : []);
    for (const [by, value] of new URLSearchParams(location.search)) if (FILTERS.includes(by)) found.set(by, value);
    return found;
  };

  // None or one: a page; several: the gallery with what is chosen behind the question mark.
  const addressOf = (choice) => {
    const [first] = choice;
    if (choice.size > 1) return new URL(`photos/?${new URLSearchParams([...choice])}`, root);
    return new URL(first ? `photos/by/${first[0]}/${first[1]}/` : "photos/", root);
  };

  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  const tile = (row) => {
    const image = element("img", { src: new URL(row.src, root), alt: row.alt, loading: "lazy", decoding: "async" });
    image.setAttribute("width", row.size[0]);
    image.setAttribute("height", row.size[1]);
    const source = element("source", {
      type: "image/webp",
      srcset: row.set.map(([address, width]) => `${new URL(address, root)} ${width}w`).join(", "),
      sizes: "(min-width: 75em) 24em, (min-width: 45em) 34vw, 60vw",
    });
    const picture = element("span", { className: "sw-picture" }, element("picture", {}, source, image));
    const words = element("figcaption", {}, element("a", { href: new URL(row.item, root) }, row.title), element("span", { className: "sw-quiet" }, row.by));
    const link = element("a", { className: "sw-zoom", href: new URL(`photos/${row.at}/`, root) }, picture);
    words.lang = row.language;
    // What must be said beside a photo is said here too.
    const said = row.labels.map(([name, label]) => element("span", { className: `sw-label sw-label-${name}` }, label));
    const labels = said.length ? [element("p", { className: "sw-labels" }, ...said)] : [];
    return element("figure", { className: `sw-tile sw-r${row.ratio}`, id: row.at }, link, ...labels, words);
  };

  const mark = (choice) => {
    for (const chip of chooser.querySelectorAll("a[data-by]")) {
      const { by, value } = chip.dataset;
      const on = choice.get(by) === value;
      const next = new Map(choice);
      if (on) next.delete(by);
      else next.set(by, value);
      chip.href = addressOf(next);
      if (on) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
    const everything = chooser.querySelector("a:not([data-by])");
    if (choice.size) everything.removeAttribute("aria-current");
  };

  const show = async () => {
    const choice = chosen();
    mark(choice);
    if (choice.size < 2) return;
    all ??= await (await fetch(chooser.dataset.index)).json();
    const rows = all.filter((row) => [...choice].every(([by, value]) => row[by].includes(value)));
    count.textContent = rows.length ? chooser.dataset.count.replace("0", rows.length.toLocaleString(document.documentElement.lang)) : chooser.dataset.none;
    document.querySelector(".sw-listing-photo .sw-pager")?.remove();
    document.querySelector(".sw-listing-photo h1").textContent = [...chooser.querySelectorAll("a[data-by][aria-current]")].map((chip) => chip.textContent).join(" · ");
    tiles.replaceChildren();
    const more = element("button", { className: "sw-button sw-more", type: "button" }, chooser.dataset.more);
    document.querySelector(".sw-more")?.remove();
    tiles.after(more);
    const next = () => {
      const shown = tiles.children.length;
      const added = rows.slice(shown, shown + AT_ONCE).map(tile);
      tiles.append(...added);
      more.hidden = tiles.children.length >= rows.length;
      return added[0];
    };
    more.addEventListener("click", () => next()?.querySelector("a").focus());
    next();
  };

  if (chooser && tiles) show().catch(() => {}); // without a network, or with an old file, the page stays as it was built
}
