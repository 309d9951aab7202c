// Photos enlarged, by PhotoSwipe, which is fetched when the first is opened. Without it each photo leads to its own page.
{
  const words = document.getElementById("sw-lightbox")?.dataset;
  const vendor = new URL("../vendor/photoswipe/", document.currentScript.src);
  const links = () => [...document.querySelectorAll("a.sw-zoom")];
  const anchorOf = (link) => /photos\/(of\/.+?)\/?$/.exec(link.pathname)?.[1] ?? "";
  const told = new Map(); // what each photo's own page says of it

  let box;

  const slide = (link) => {
    const image = link.querySelector("picture img");
    const srcset = link.querySelector("source").srcset;
    return {
      src: srcset.split(", ").at(-1).split(" ")[0],
      srcset,
      width: Number(image.getAttribute("width")),
      height: Number(image.getAttribute("height")),
      alt: image.alt,
      msrc: image.complete ? image.currentSrc : undefined,
      thumbCropped: true,
      element: link,
    };
  };

  // Caption, member, products and the way to the item stand on the photo's own page, and nowhere else.
  const tell = async (link) => {
    if (!told.has(link.href)) {
      const found = document.createDocumentFragment();
      try {
        const answer = await fetch(link.href);
        if (!answer.ok) return null;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const each of page.querySelectorAll(".sw-single a[href]")) each.href = new URL(each.getAttribute("href"), answer.url);
        const head = page.querySelector(".sw-single .sw-head-text");
        const title = Object.assign(document.createElement("p"), { className: "sw-words-title" });
        title.append(...head.querySelector("h1").childNodes);
        const ways = Object.assign(document.createElement("p"), { className: "sw-words-ways" });
        for (const each of page.querySelectorAll(".sw-aside .sw-inline-title a")) ways.append(document.importNode(each, true));
        const own = Object.assign(document.createElement("a"), { href: link.href, textContent: words.page });
        ways.append(own);
        const rest = [...head.children].filter((each) => each.localName !== "h1").map((each) => document.importNode(each, true));
        found.append(title, ...rest, ways);
      } catch {
        return null;
      }
      told.set(link.href, found);
    }
    return told.get(link.href).cloneNode(true);
  };

  const address = (link) => `${location.pathname}${location.search}#${anchorOf(link)}`;

  const open = async (link, pushed) => {
    if (box) return;
    box = {};
    let PhotoSwipe;
    try {
      [{ default: PhotoSwipe }] = await Promise.all([import(new URL("photoswipe.esm.min.js", vendor)), style()]);
    } catch {
      location.href = link.href; // not there, or no network: the photo's page is as good
      return;
    }
    const every = links();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    box = new PhotoSwipe({
      dataSource: every.map(slide),
      index: every.indexOf(link),
      thumbSelector: "picture img",
      bgOpacity: 1,
      showHideAnimationType: still ? "none" : "zoom",
      zoomAnimationDuration: still ? false : 200,
      closeTitle: words.close,
      zoomTitle: words.zoom,
      arrowPrevTitle: words.previous,
      arrowNextTitle: words.next,
      errorMsg: words.failed,
      returnFocus: false,
      paddingFn: (size) => ({ top: 44, bottom: Math.min(132, size.y / 4), left: 0, right: 0 }),
    });
    const current = () => box.currSlide.data.element;
    box.on("uiRegister", () =>
      box.ui.registerElement({
        name: "words",
        order: 9,
        appendTo: "root",
        onInit: (element) => {
          element.setAttribute("aria-live", "polite");
          box.on("change", async () => {
            const shown = current();
            element.replaceChildren();
            const said = await tell(shown);
            if (said && box?.currSlide && current() === shown) element.replaceChildren(said);
          });
        },
      }),
    );
    box.on("change", () => history.replaceState(history.state, "", address(current())));
    box.on("afterInit", () => {
      box.element.setAttribute("aria-modal", "true");
      box.element.setAttribute("aria-label", words.label);
      behind(true);
    });
    // PhotoSwipe puts the slides beside the one that is shown into the page as well: they are none of a reader's business.
    let last = link;
    box.on("change", () => (last = current()));
    box.on("close", () => {
      if (history.state?.lightbox) history.back();
      else history.replaceState(null, "", location.pathname + location.search);
    });
    box.on("destroy", () => {
      box = undefined;
      document.removeEventListener("keydown", early);
      behind(false);
      last.focus({ preventScroll: true });
      last.scrollIntoView({ block: "nearest" });
    });
    document.addEventListener("keydown", early);
    if (pushed) history.pushState({ lightbox: true }, "", address(link));
    box.init();
  };

  // While it opens, PhotoSwipe closes for nobody: who is quicker is heard when it has opened.
  const shut = () => {
    if (box?.opener?.isOpen) box.close();
    else if (box?.on) box.on("openingAnimationEnd", () => box?.close());
  };

  const early = (event) => {
    if (event.key === "Escape" && !box?.opener?.isOpen) shut();
  };

  // What is behind the photo is neither read nor reached until it closes.
  const behind = (inert) => {
    for (const each of document.body.children) if (!each.classList.contains("pswp")) each.inert = inert;
  };

  const style = () => {
    if (document.querySelector("link[data-photoswipe]")) return Promise.resolve();
    return new Promise((done, failed) => {
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("photoswipe.css", vendor), onload: done, onerror: failed });
      sheet.dataset.photoswipe = "";
      document.head.prepend(sheet);
    });
  };

  // An address that names a photo opens it; one that isn't on this page has a page of its own.
  const follow = () => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (!wanted.startsWith("of/")) {
      shut();
      return;
    }
    const link = links().find((each) => anchorOf(each) === wanted);
    if (link) open(link, false);
    else if (document.querySelector(".sw-choose")) location.replace(new URL(`photos/${wanted}/`, new URL(document.querySelector(".sw-choose").dataset.root || ".", location.href)));
  };

  if (words) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a.sw-zoom");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open(link, true);
    });
    addEventListener("popstate", follow);
    follow();
  }
}
