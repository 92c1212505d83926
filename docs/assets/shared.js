"use strict";
// What several kinds of pages need: images that grow, texts that are copied, what is folded opened where an address leads into
// it and on paper. Without it an image is a link to itself.
(() => {
  const make = (tag, values) => Object.assign(document.createElement(tag), values);

  // The browser keeps the focus within the dialog, and closes it on Escape.
  function makeZoom() {
    const dialog = make("dialog", { className: "zoomed" });
    const image = make("img", {});
    dialog.setAttribute("aria-label", "Image agrandie");
    dialog.append(make("button", { type: "button", className: "button", textContent: "Fermer" }), image);
    document.body.append(dialog);
    let from = null;
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => from?.focus());
    return (link) => {
      from = link;
      image.src = link.href;
      image.alt = link.querySelector("img").alt;
      dialog.showModal();
    };
  }

  let zoom = null;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    zoom ??= makeZoom();
    zoom(link);
  });

  // Whether `text` is in the clipboard now. Off HTTPS, as on the network of a town hall, there is none to write to.
  async function copied(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
    const field = make("textarea", { value: text, className: "unseen" });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
  window.entraide.copied = copied;

  function unfold() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details:not([open])");
    if (!fold) return;
    fold.open = true;
    target.scrollIntoView({ behavior: "instant" });
  }
  addEventListener("hashchange", unfold);
  unfold();

  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll(".page details")) fold.open = true;
  });
})();
