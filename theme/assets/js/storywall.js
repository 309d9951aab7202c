// What pages do more where scripts run: share, a video on its page, the next page fetched a moment early. All of it works without.

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
  if (button) share(button);
  if (video && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    play(video);
  }
});

const fetched = new Set();
const ahead = (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || link.origin !== location.origin || link.pathname === location.pathname) return;
  if (fetched.has(link.pathname) || navigator.connection?.saveData) return;
  fetched.add(link.pathname);
  const hint = document.createElement("link");
  hint.rel = "prefetch";
  hint.href = link.href;
  document.head.append(hint);
};
document.addEventListener("pointerover", ahead, { passive: true });
document.addEventListener("touchstart", ahead, { passive: true });

if (navigator.share || navigator.clipboard) {
  for (const button of document.querySelectorAll(".sw-share")) button.hidden = false;
}
