// The ways into the search: its place in the header, Ctrl-K or Cmd-K, and `/`. All else is loaded when one of them is taken.
{
  const KEPT = "storywall-slash"; // "off" where the visitor wants no single key to do anything; kept on the device alone
  const own = document.currentScript.src;
  const link = () => document.querySelector("header .sw-search") ?? document.querySelector(".sw-search");
  let loading;

  const load = () => {
    loading ??= import(new URL("search-dialog.js", own)).catch((error) => {
      loading = undefined; // the network may be back the next time
      throw error;
    });
    return loading;
  };
  const open = async (words) => {
    const place = link();
    try {
      const { open: show } = await load();
      await show(new URL(place.href), words);
    } catch {
      location.href = place.href; // there is a page for it
    }
  };
  const writes = (element) => element?.isContentEditable || element?.matches?.("input, textarea, select");
  const slashIsOff = () => {
    try {
      return localStorage.getItem(KEPT) === "off";
    } catch {
      return false;
    }
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".sw-search") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !link() || document.querySelector(".pswp--open")) return;
    const combined = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const asked = combined
      ? event.key?.toLowerCase() === "k"
      : event.key === "/" && !event.altKey && !writes(event.target) && !slashIsOff();
    if (!asked) return;
    event.preventDefault();
    open();
  });
  const soon = (event) => {
    if (event.target.closest?.(".sw-search") && !navigator.connection?.saveData) load().catch(() => {});
  };
  document.addEventListener("pointerover", soon, { passive: true });
  document.addEventListener("focusin", soon);

  document.addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector("header .sw-search");
    place?.setAttribute("aria-haspopup", "dialog");
    place?.setAttribute("aria-keyshortcuts", `Control+K Meta+K`);
    for (const way of document.querySelectorAll(".sw-search[hidden]")) way.hidden = false;
    const words = new URLSearchParams(location.search).get("q");
    if (document.querySelector(".sw-searching") && words) open(words);
  });
}
