// What pages do more where scripts run: a look of the visitor's own, share, a video on its page, the next page fetched a moment early.
// All of it works without. The script stands in the head, so that the look is there before anything is painted.
{
  const KEPT = "storywall-look"; // kept on the device alone
  const root = document.documentElement;
  const fixed = root.dataset.scheme; // the brand's own choice
  const device = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : device.matches);
  try {
    const kept = localStorage.getItem(KEPT);
    if (!fixed && (kept === "dark" || kept === "light")) root.dataset.scheme = kept;
  } catch {
    // The browser keeps nothing for this site.
  }

  const tell = () => {
    // Material's style sheet, on pages written by hand, asks the body.
    document.body.dataset.mdColorScheme = isDark() ? "slate" : "default";
    for (const button of document.querySelectorAll(".sw-look")) {
      button.hidden = Boolean(fixed);
      button.setAttribute("aria-pressed", String(isDark()));
    }
  };
  const switchLook = () => {
    const chosen = isDark() ? "light" : "dark";
    root.dataset.scheme = chosen;
    try {
      // Back to what the device has is no choice any more: the look follows the device again.
      if ((chosen === "dark") === device.matches) localStorage.removeItem(KEPT);
      else localStorage.setItem(KEPT, chosen);
    } catch {
      // Then it holds for this page.
    }
    tell();
  };
  device.addEventListener("change", tell);

  const WAIT = 80; // milliseconds that a pointer rests on a link before its page is fetched

  const share = async (button) => {
    const page = { title: document.title, url: location.href.split("#")[0] };
    try {
      if (navigator.share) return await navigator.share(page);
      await navigator.clipboard.writeText(page.url);
      const words = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(() => (button.textContent = words), 2500);
    } catch {
      // The visitor closed the device's dialogue, or the browser allows no copying: nothing to tell.
    }
  };

  const play = (link) => {
    const frame = document.createElement("iframe");
    frame.src = link.href;
    frame.title = link.dataset.title;
    frame.allow = "fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    link.replaceWith(frame);
    frame.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".sw-share");
    const video = event.target.closest("a[data-embed]");
    if (event.target.closest(".sw-look")) switchLook();
    if (button) share(button);
    if (video && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      play(video);
    }
  });

  const fetched = new Set([location.pathname]);
  const fetchAhead = (link) => {
    if (fetched.has(link.pathname)) return;
    fetched.add(link.pathname);
    const hint = document.createElement("link");
    hint.rel = "prefetch";
    hint.href = link.href;
    document.head.append(hint);
  };

  let resting;
  const rest = (event) => {
    clearTimeout(resting);
    const link = event.target.closest?.("a[href]");
    if (!link || link.origin !== location.origin || navigator.connection?.saveData) return;
    resting = setTimeout(fetchAhead, WAIT, link);
  };
  document.addEventListener("pointerover", rest, { passive: true });
  document.addEventListener("focusin", rest);

  document.addEventListener("DOMContentLoaded", () => {
    tell();
    if (!navigator.share && !navigator.clipboard) return;
    for (const button of document.querySelectorAll(".sw-share")) button.hidden = false;
  });
}
