"use strict";
// While a form is filled in: the fiches and solved discussions that may answer already, read beside it without leaving it.
// Builds DOM nodes from text, and from pages of this site.
document.addEventListener("entraide:form", () => {
  const { form, ask, address, text, own, places, erase } = window.entraide;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const [PAUSE, SHORTEST, SHOWN, ASKED, WORDS] = [450, 3, 3, 12, 15];
  const AWAY = ".trail, .tools, .vote, .vote-thanks, .origin, .others, .history, .steps-bar, .side, .toc, .printed, script, form, nav, button, dialog";
  const help = part("help");
  if (!help || !ask) return;
  const make = (tag, values = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
  };

  // Title and software first; then the words of the description, without the questions that stood in it.
  function questions() {
    const values = new FormData(form);
    const tree = [...form.querySelectorAll("select[data-tree]")].find((select) => !select.matches(":disabled") && select.value && select.value !== "autre");
    const title = (values.get(form.dataset.title) ?? "").trim();
    const long = places.filter((place) => place.dataset.kind === "paragraphe" && !place.matches(":disabled *") && !/disponibilit|contrainte|personnes/.test(place.dataset.field));
    const told = long.map((place) => {
      const before = new Set((place.querySelector("[data-prefill]").dataset.prefill || "").split("\n").map((line) => line.trim()));
      return own(place, values).split("\n").filter((line) => !before.has(line.trim())).join(" ");
    });
    const name = tree ? ` ${tree.selectedOptions[0].textContent.split(" - ").pop()}` : "";
    return [title.length >= SHORTEST ? title + name : "", told.join(" ").trim().split(/\s+/).slice(0, WORDS).join(" ")]
      .filter((words) => words.length >= SHORTEST);
  }

  let [pause, request, last] = [0, null, ""];
  async function look() {
    const asked = questions();
    if (asked.join("\n") === last) return;
    last = asked.join("\n");
    request?.abort();
    const { signal } = (request = new AbortController());
    const hits = [];
    try {
      for (const words of asked) {
        if (hits.length >= SHOWN) break;
        const answer = await ask(words, signal, ASKED);
        if (signal.aborted) return;
        // What has less than half of the score of the best shares a word or two with what was typed.
        const least = Math.max(0, ...answer.hits.map((hit) => hit.score)) / 2;
        const near = answer.hits.filter((hit) => hit.score >= least);
        const usable = near.filter((hit) => (hit.kind === "fiche" && hit.trust !== "outdated") || (hit.kind === "forum" && hit.trust === "solved"));
        hits.push(...usable.filter((hit) => !hits.some((other) => other.url === hit.url)));
      }
    } catch {
      // The search does not answer: the form goes on without.
    }
    if (!signal.aborted) show(hits.slice(0, SHOWN));
  }

  function show(hits) {
    const shown = [...help.querySelectorAll("a")].map((link) => link.pathname).join();
    part("found").replaceChildren(...hits.map((hit) => {
      const link = make("a", { className: "form-found", href: address(hit.url), target: "_blank", rel: "noopener", textContent: text(hit.title) });
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        read(link);
      });
      const kind = hit.kind === "fiche" ? "Fiche" : "Discussion résolue";
      return make("li", {}, link, make("div", { className: "hit-about" }, make("span", { className: `chip chip-kind chip-${hit.kind}`, textContent: kind })));
    }));
    help.hidden = !hits.length;
    if (!hits.length || shown === [...help.querySelectorAll("a")].map((link) => link.pathname).join()) return;
    part("said").textContent = text(`${hits.length > 1 ? `${hits.length} pages répondent` : "Une page répond"} peut-être déjà : voir « Cela répond peut-être déjà ».`);
  }

  // Reading -------------------------------------------------------------------------------------------------------------------
  let dialog = null;
  function makeDialog() {
    const bar = make("div", { className: "reading-bar" });
    const solved = make("button", { type: "button", className: "button", textContent: "Mon problème est résolu" });
    const back = make("button", { type: "button", className: "button button-light", textContent: "Revenir à ma demande" });
    const away = make("a", { className: "button button-light", target: "_blank", rel: "noopener", textContent: "Ouvrir dans un onglet" });
    solved.addEventListener("click", end);
    back.addEventListener("click", () => dialog.close());
    bar.append(back, solved, away);
    dialog = make("dialog", { className: "reading md-typeset" }, bar, make("div", { className: "reading-text" }));
    dialog.away = away;
    dialog.back = back;
    document.body.append(dialog);
  }

  async function read(link) {
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const article = page.getElementById("contenu");
      article.querySelectorAll(AWAY).forEach((node) => node.remove());
      for (const name of ["href", "src"]) {
        for (const node of article.querySelectorAll(`[${name}]`)) node.setAttribute(name, new URL(node.getAttribute(name), link.href));
      }
      for (const node of article.querySelectorAll("a")) Object.assign(node, { target: "_blank", rel: "noopener" });
      for (const name of ["id", "aria-labelledby", "data-zoom"]) article.querySelectorAll(`[${name}]`).forEach((node) => node.removeAttribute(name));
      if (!dialog) makeDialog();
      dialog.setAttribute("aria-label", link.textContent);
      dialog.away.href = link.href;
      dialog.lastChild.replaceChildren(...article.childNodes);
      dialog.showModal();
      dialog.scrollTop = 0;
      dialog.back.focus();
    } catch {
      open(link.href, "_blank", "noopener");
    }
  }

  async function end() {
    if ("served" in form.dataset) {
      await fetch(address("api/avoided"), { method: "POST", body: new URLSearchParams({ form: form.dataset.form }), keepalive: true }).catch(() => {});
    }
    erase();
    location.assign(address("demandes/resolu/"));
  }

  part("solved").addEventListener("click", end);
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE);
  });
  form.addEventListener("change", () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE);
  });
  look();
});
