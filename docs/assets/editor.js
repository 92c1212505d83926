"use strict";
// What the editor of fiches offers beyond its form: a preview while one types, and a copy of what is typed, in this browser, until
// it is saved. Without this file the form does the same, a page at a time. Steps and images are in editor-fields.js.
(() => {
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  const KEY = "redaction";
  const KEPT_DAYS = 30;
  // Pages of fiches offer to be edited in a browser that was here.
  window.entraide.remember(KEY, true);

  const drafts = () => window.entraide.recall(`${KEY}.textes`) ?? {};
  const keepDrafts = (all) => window.entraide.remember(`${KEY}.textes`, all);
  const forget = (name) => {
    const { [name]: _, ...rest } = drafts();
    keepDrafts(rest);
  };

  document.querySelector("[data-focus]")?.focus();
  const saved = document.querySelector("[data-saved]");
  if (saved) forget(saved.dataset.saved);
  waitForPage(document.querySelector("[data-wait]"));
  listKept(document.querySelector("[data-kept]"));

  // The site is built a few seconds after a fiche is saved.
  async function waitForPage(place) {
    if (!place) return;
    const tag = async () => {
      const answer = await fetch(place.nextElementSibling.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
      return answer?.ok ? answer.headers.get("ETag") : "";
    };
    const before = await tag();
    for (let turn = 0; turn < 60; turn += 1) {
      await new Promise((done) => setTimeout(done, 1000));
      const now = await tag();
      if (now && now !== before) {
        place.textContent = "Le site est à jour.";
        return;
      }
    }
  }

  function listKept(place) {
    const kept = Object.values(drafts()).filter((draft) => draft.address);
    if (!place || !kept.length) return;
    const list = make("ul", { className: "rows" });
    for (const { address, texts } of kept) {
      const row = make("li", { className: "row" });
      row.append(make("a", { className: "row-title", href: address, textContent: texts.titre?.[0] || "Sans titre" }));
      list.append(row);
    }
    place.append(list);
    place.hidden = false;
  }

  const form = document.querySelector("form[data-editor]");
  if (!form) return;
  const name = form.elements.fiche.value;
  const side = form.querySelector("[data-look]");
  const said = form.querySelector("[data-said]");

  // What is typed -----------------------------------------------------------------------------------------------------
  function typed() {
    const texts = {};
    for (const [field, value] of new FormData(form)) {
      if (typeof value === "string" && !["original", "base", "fiche", "action"].includes(field)) (texts[field] ??= []).push(value);
    }
    return texts;
  }

  function keep() {
    const oldest = Date.now() - KEPT_DAYS * 86400000;
    const others = Object.entries(drafts()).filter(([, draft]) => draft.at > oldest);
    const address = location.search ? location.href : drafts()[name]?.address;
    keepDrafts({ ...Object.fromEntries(others), [name]: { at: Date.now(), address, texts: typed() } });
  }

  function fillIn(texts) {
    for (const list of form.querySelectorAll("[data-steps]")) {
      const wanted = texts[`etape-${list.dataset.steps}`]?.length ?? 0;
      for (let there = list.querySelectorAll(".editor-step").length; there < wanted; there += 1) list.querySelector("[data-add-step]").click();
    }
    const seen = {};
    for (const field of form.elements) {
      const values = texts[field.name];
      if (!values || ["file", "hidden", "submit"].includes(field.type)) continue;
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[(seen[field.name] = (seen[field.name] ?? -1) + 1)] ?? "";
    }
  }

  function offerDraft() {
    const draft = drafts()[name];
    // A page that answers what was sent has it all.
    if (!draft || saved || !location.search || JSON.stringify(draft.texts) === JSON.stringify(typed())) return;
    const box = make("div", { className: "notice notice-plain" });
    const text = make("p", { textContent: "Un texte que vous n’aviez pas enregistré a été retrouvé. " });
    box.setAttribute("role", "status");
    const take = make("button", { type: "button", className: "button editor-small", textContent: "Le reprendre" });
    const drop = make("button", { type: "button", className: "button button-light editor-small", textContent: "L’oublier" });
    text.append(take, " ", drop);
    box.append(text);
    form.before(box);
    take.addEventListener("click", () => {
      fillIn(draft.texts);
      box.remove();
      form.elements.titre?.focus();
      changed();
    });
    drop.addEventListener("click", () => {
      forget(name);
      box.remove();
      form.elements.titre?.focus();
    });
  }

  // Preview -----------------------------------------------------------------------------------------------------------
  // The whole FAQ is checked each time: the longer that takes, the longer the pause before the next.
  let [pause, looking, again] = [600, false, false];
  async function look() {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    const begun = performance.now();
    const body = new FormData(form);
    body.delete("image");
    const answer = await fetch("apercu", { method: "POST", body }).catch(() => null);
    if (answer?.ok) side.innerHTML = await answer.text();
    else said.textContent = "Le service ne répond pas ; votre texte est gardé dans ce navigateur.";
    pause = Math.max(600, 2 * (performance.now() - begun));
    looking = false;
    if (again) lookSoon();
    again = false;
  }

  const timers = {};
  function later(what, milliseconds) {
    clearTimeout(timers[what.name]);
    timers[what.name] = setTimeout(what, milliseconds);
  }
  const lookSoon = () => later(look, pause);
  function keepTyped() {
    keep();
    if (said) said.textContent = "Texte gardé dans ce navigateur, pas encore enregistré.";
  }
  function changed() {
    later(keepTyped, 600);
    if (side) lookSoon();
  }
  form.addEventListener("input", changed);
  form.querySelector("[data-show-preview]")?.addEventListener("click", (event) => {
    event.preventDefault();
    look().then(() => side.scrollIntoView({ block: "nearest" }));
  });

  for (const field of form.querySelectorAll("[data-date]")) if (/^(\d{4}-\d\d-\d\d)?$/.test(field.value)) field.type = "date";
  // A second press while the first is on its way sends nothing; the text stays kept until the fiche is saved.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    clearTimeout(timers.keepTyped);
    keep();
  });
  addEventListener("pageshow", () => (sent = false));
  // Steps can be added once the other script has run.
  addEventListener("DOMContentLoaded", offerDraft);
})();
