// Reviews of one product, sorted and chosen by several things at once. Without this script each choice is a page of its own. The index
// comes when somebody is about to choose, reviews when they are to be shown; what is chosen stands in the address.
{
  const CODE = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"; // what a character of the index stands for
  const ROOT = "\ufdd0"; // stands in fetched reviews where the way to the site's root goes
  const box = document.querySelector(".sw-reviews");
  const filters = [...document.querySelectorAll("#sw-filters a[data-by]")];
  const product = box?.dataset.product && new URL(box.dataset.product, location.href);

  // On the page of one choice, a second leads to the product's page with both.
  if (product) {
    const own = filters.find((chip) => chip.hasAttribute("aria-current"));
    for (const chip of own ? filters : []) {
      if (chip === own) chip.href = `${product}#sw-reviews`;
      else chip.href = `${product}?${new URLSearchParams([own, chip].map((each) => [each.dataset.by, each.dataset.value]))}#sw-reviews`;
    }
  }

  if (box?.dataset.find) {
    const words = box.dataset;
    const at = new URL(words.find, location.href);
    const total = Number(words.total);
    const list = box.querySelector(".sw-review-list");
    const found = box.querySelector(".sw-found");
    const toolbar = box.querySelector(".sw-toolbar");
    const order = document.getElementById("sw-order");
    const row = box.querySelector(".sw-chosen");
    const pager = box.querySelector(".sw-pager");
    const badge = box.querySelector(".sw-filters-count");
    const choosers = [...document.querySelectorAll("a[data-by]")]; // the bars and the points above choose, too
    const names = new Set(choosers.map((each) => each.dataset.by));
    const first = [...list.children];
    const told = found.textContent;
    const shards = new Map();
    const nodes = new Map(first.map((node, number) => [total - 1 - number, node]));
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    let index, ready, showing = "", ask = 0;

    const read = async (name) => {
      const answer = await fetch(new URL(`${name}.json`, at));
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    };

    // For each review, by its place from the oldest: `is(by, place)` gives the values that it has.
    const prepare = async () => {
      const raw = await read("index");
      const column = ([values, line]) => {
        const sets = Object.fromEntries([["-", []], ...values.map((value, number) => [CODE[number], [value]])]);
        return Array.from(line, (each) => sets[each]);
      };
      const columns = Object.fromEntries(Object.entries(raw.by).map(([by, each]) => [by, column(each)]));
      for (const [by, values] of Object.entries(raw.many)) {
        columns[by] = Array.from({ length: total }, () => []);
        for (const [value, steps] of Object.entries(values)) {
          let place = 0;
          for (const step of steps) columns[by][(place += step)].push(value);
        }
      }
      const seen = {};
      const shard = columns.stars.map(([stars]) => {
        const rank = seen[stars] ?? 0;
        seen[stars] = rank + 1;
        return [`${stars}-${Math.floor(rank / raw.shard)}`, rank % raw.shard];
      });
      return { columns, shard, detail: Array.from(raw.detail, (each) => CODE.indexOf(each)) };
    };
    const load = () => (ready ??= prepare().catch((error) => ((ready = undefined), Promise.reject(error))));

    const chosen = () => {
      const choice = new Map();
      for (const [by, value] of new URLSearchParams(location.search)) if (names.has(by)) choice.set(by, (choice.get(by) ?? new Set()).add(value));
      return choice;
    };
    const sorted = () => {
      const asked = new URLSearchParams(location.search).get("sort");
      return [...order.options].some((each) => each.value === asked) ? asked : "newest";
    };

    const addressOf = (choice, sort) => {
      const query = new URLSearchParams([...choice].flatMap(([by, values]) => [...values].map((value) => [by, value])));
      if (sort !== "newest") query.set("sort", sort);
      return `${location.pathname}${query.size ? `?${query}` : ""}#sw-reviews`;
    };

    const turned = (choice, by, value) => {
      const next = new Map([...choice].map(([name, values]) => [name, new Set(values)]));
      const values = next.get(by) ?? new Set();
      if (!values.delete(value)) values.add(value);
      if (values.size) next.set(by, values);
      else next.delete(by);
      return next;
    };

    // The places that have all of it, and for each value how many there would be with it (beside others of its own filter).
    const look = (choice) => {
      const places = [];
      const counts = new Map();
      const asked = [...choice];
      const entries = Object.entries(index.columns);
      const count = (by, values) => values.forEach((value) => counts.set(`${by} ${value}`, (counts.get(`${by} ${value}`) ?? 0) + 1));
      for (let place = total - 1; place >= 0; place--) {
        const missing = asked.filter(([by, values]) => !index.columns[by]?.[place].some((value) => values.has(value)));
        if (!missing.length) {
          places.push(place);
          for (const [by, column] of entries) count(by, column[place]);
        } else if (missing.length === 1) count(missing[0][0], index.columns[missing[0][0]]?.[place] ?? []);
      }
      return { places, counts };
    };

    const arrange = (places, sort) => {
      const stars = index.columns.stars;
      const by = { lowest: (place) => stars[place][0], highest: (place) => -stars[place][0], detailed: (place) => -index.detail[place] }[sort];
      return by ? places.map((place) => [by(place), place]).sort((a, b) => a[0] - b[0] || b[1] - a[1]).map((each) => each[1]) : places;
    };

    // Reviews as the pages have them; those of this page needn't be fetched.
    const bring = async (places) => {
      const wanted = new Set(places.filter((place) => !nodes.has(place)).map((place) => index.shard[place][0]));
      const open = async (name) => {
        if (!shards.has(name)) shards.set(name, read(name).catch((error) => (shards.delete(name), Promise.reject(error))));
        return [name, await shards.get(name)];
      };
      const opened = new Map(await Promise.all([...wanted].map(open)));
      return places.map((place) => {
        if (!nodes.has(place)) {
          const [name, number] = index.shard[place];
          const made = document.createElement("template");
          made.innerHTML = opened.get(name)[number].replaceAll(ROOT, words.root);
          nodes.set(place, made.content.firstElementChild);
        }
        return nodes.get(place);
      });
    };

    const button = (className, text) => Object.assign(document.createElement("button"), { className, type: "button", textContent: text });
    const labelOf = (chip) => {
      const text = chip.firstChild.textContent.trim();
      return chip.dataset.by === "stars" ? text : `${chip.closest(".sw-filter, .sw-praise > div").querySelector("h3").textContent}: ${text}`;
    };

    const mark = (choice, sort, counts) => {
      order.value = sort;
      for (const each of choosers) {
        const { by, value } = each.dataset;
        const on = Boolean(choice.get(by)?.has(value));
        each.href = addressOf(turned(choice, by, value), sort);
        if (on) each.setAttribute("aria-current", "true");
        else each.removeAttribute("aria-current");
        const count = each.querySelector(".sw-chip-count");
        if (count && counts) {
          const now = counts.get(`${by} ${value}`) ?? 0;
          count.textContent = numbers.format(now);
          each.classList.toggle("sw-chip-none", !now && !on);
        }
      }
      const all = [...choice].flatMap(([by, values]) => [...values].map((value) => [by, value]));
      badge.textContent = all.length ? ` ${all.length}` : "";
      row.hidden = !all.length;
      row.replaceChildren(
        ...all.map(([by, value]) => {
          const chip = [...filters, ...choosers].find((each) => each.dataset.by === by && each.dataset.value === value);
          const text = chip ? labelOf(chip) : value;
          const link = Object.assign(document.createElement("a"), { className: "sw-chip", href: addressOf(turned(choice, by, value), sort), textContent: text });
          link.setAttribute("aria-label", words.drop.replace("0", text));
          const item = document.createElement("li");
          item.append(link);
          return item;
        }),
      );
    };

    const more = button("sw-button sw-more", words.more);
    const nothing = document.createElement("div");
    nothing.className = "sw-none";
    nothing.append(
      Object.assign(document.createElement("p"), { className: "sw-empty-words", textContent: words.none }),
      Object.assign(document.createElement("a"), { className: "sw-button", href: `${location.pathname}#sw-reviews`, textContent: words.back }),
    );

    const show = async () => {
      const mine = ++ask;
      showing = location.search;
      const choice = chosen();
      const sort = sorted();
      try {
        if (!choice.size && sort === "newest") {
          mark(choice, sort, index && look(choice).counts);
          list.replaceChildren(...first);
          more.remove();
          if (pager) pager.hidden = false;
          found.textContent = told;
          return;
        }
        mark(choice, sort, index && look(choice).counts);
        index = await load();
        const { places, counts } = look(choice);
        const all = arrange(places, sort);
        const size = Number(words.size);
        const brought = await bring(all.slice(0, size));
        if (mine !== ask) return; // something else was chosen meanwhile
        mark(choice, sort, counts);
        list.replaceChildren(...(brought.length ? brought : [nothing]));
        if (pager) pager.hidden = true;
        let shown = brought.length;
        more.hidden = shown >= all.length;
        more.onclick = async () => {
          const next = await bring(all.slice(shown, shown + size));
          if (mine !== ask) return;
          list.append(...next);
          shown += next.length;
          more.hidden = shown >= all.length;
          next[0]?.querySelector("a").focus({ preventScroll: true });
        };
        list.after(more);
        found.textContent = words.count.replace("0", numbers.format(all.length));
      } catch {
        if (mine === ask) found.textContent = words.failed; // no network: what is shown stays
      }
    };

    // Where one has read far down, the new list begins where one can see it; nothing moves otherwise.
    const go = (address, jump) => {
      history.pushState(null, "", address);
      if (location.search !== showing) show();
      if (jump || box.getBoundingClientRect().top < 0) box.scrollIntoView();
      if (jump) toolbar.focus({ preventScroll: true });
    };

    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[data-by], .sw-chosen a, .sw-none a");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      // What goes away when it is pressed hands the focus on.
      if (link.closest(".sw-chosen, .sw-none")) order.focus({ preventScroll: true });
      go(link.href, "go" in link.dataset);
    });
    order.addEventListener("change", () => go(addressOf(chosen(), order.value)));
    order.parentElement.hidden = false;
    toolbar.tabIndex = -1;

    addEventListener("popstate", () => {
      if (location.search !== showing) show();
    });

    // A moment before somebody chooses.
    const soon = () => load().catch(() => {});
    for (const each of [box.querySelector(".sw-filters"), toolbar]) {
      each.addEventListener("pointerenter", soon, { once: true });
      each.addEventListener("focusin", soon, { once: true });
    }
    if (location.search) show();
    else mark(new Map(), "newest");
  }
}
