// What pages do more where scripts run: share, a video on its page, the next page fetched a moment early. All of it works without.
{
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

  // The look: as the device has it until the visitor chooses; the choice is kept on the device alone.
const looks = [...document.querySelectorAll("input[name=__palette]")];
const KEPT = "storywall-look";
const look = (input) => {
  for (const name of ["scheme", "primary", "accent"]) document.body.setAttribute(`data-md-color-${name}`, input.getAttribute(`data-md-color-${name}`));
  for (const each of looks) each.nextElementSibling.hidden = each !== input;
  input.checked = true;
};
if (looks.length) {
  let kept = null;
  try { kept = localStorage.getItem(KEPT); } catch { /* The browser keeps nothing for this site. */ }
  const byDevice = looks.find((each) => matchMedia(each.dataset.mdColorMedia || "all").matches);
  look(looks.find((each) => each.dataset.mdColorScheme === kept) || byDevice || looks[0]);
  for (const each of looks) {
    each.addEventListener("change", () => {
      look(each);
      try { localStorage.setItem(KEPT, each.dataset.mdColorScheme); } catch { /* Then it holds for this page. */ }
    });
  }
}

if (navigator.share || navigator.clipboard) {
    for (const button of document.querySelectorAll(".sw-share")) button.hidden = false;
  }
}
