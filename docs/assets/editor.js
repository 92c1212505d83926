"use strict";
// What the editor of fiches offers beyond its form: a preview while one types, steps to add and move, screenshots to paste, and a
// copy of what is typed in this browser until it is saved. Without this file the form does the same, a page at a time.
(() => {
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  const KEY = "redaction";
  const KEPT_DAYS = 30;
  // Pages of fiches offer to be edited in a browser that was here.
  window.__md_set(KEY, true);

  const drafts = () => window.__md_get(`${KEY}.textes`) ?? {};
  const keepDrafts = (all) => window.__md_set(`${KEY}.textes`, all);
  const forget = (name) => {
    const { [name]: _, ...rest } = drafts();
    keepDrafts(rest);
  };

  document.querySelector("[data-focus]")?.focus();
  const saved = document.querySelector("[data-saved]");
  if (saved) forget(saved.dataset.saved);
  waitForPage(document.querySelector("[data-wait]"));

  const form = document.querySelector("form[data-editor]");
  if (!form) return;
  const name = form.elements.fiche.value;
  const side = form.querySelector("[data-preview]");
  const said = form.querySelector("[data-said]");
  const isText = (node) => node?.matches?.("textarea.field:not([readonly]), input.field[name=titre]");
  let last = null;

  // The site is built a few seconds after a fiche is saved.
  async function waitForPage(place) {
    if (!place) return;
    const address = place.nextElementSibling.href;
    const before = await tagOf(address);
    for (let turn = 0; turn < 60; turn += 1) {
      await new Promise((done) => setTimeout(done, 1000));
      const now = await tagOf(address);
      if (now && now !== before) {
        place.textContent = "Le site est à jour.";
        return;
      }
    }
  }
  async function tagOf(address) {
    const answer = await fetch(address, { method: "HEAD", cache: "no-store" }).catch(() => null);
    return answer?.ok ? answer.headers.get("ETag") : "";
  }

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
    keepDrafts({ ...Object.fromEntries(others), [name]: { at: Date.now(), base: form.elements.base.value, texts: typed() } });
  }

  function fillIn(texts) {
    for (const list of form.querySelectorAll("[data-steps]")) {
      const wanted = texts[`etape-${list.dataset.steps}`]?.length ?? 0;
      while (list.querySelectorAll(".editor-step").length < wanted) addStep(list);
    }
    for (const field of form.elements) {
      const values = texts[field.name];
      if (!values || field.type === "file" || field.type === "hidden" || field.tagName === "BUTTON") continue;
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[[...form.elements].filter((one) => one.name === field.name).indexOf(field)] ?? "";
    }
  }

  function offerDraft() {
    const draft = drafts()[name];
    if (!draft || saved || JSON.stringify(draft.texts) === JSON.stringify(typed())) return;
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
    });
  }

  // Preview -----------------------------------------------------------------------------------------------------------
  let asking = null;
  async function preview() {
    asking?.abort();
    asking = new AbortController();
    const body = new FormData(form);
    body.delete("image");
    try {
      const answer = await fetch("apercu", { method: "POST", body, signal: asking.signal });
      if (answer.ok) side.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = "Le service ne répond pas ; votre texte est gardé dans ce navigateur.";
    }
  }

  let timer = 0;
  function changed() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keep();
      said.textContent = "Texte gardé dans ce navigateur, pas encore enregistré.";
      if (side) preview();
    }, 600);
  }
  form.addEventListener("input", changed);

  // Steps -------------------------------------------------------------------------------------------------------------
  function number(list) {
    list.querySelectorAll(".editor-step").forEach((step, place) => {
      const id = `etape-${list.dataset.steps}-${place}`;
      step.querySelector("textarea").id = id;
      step.querySelector("label").htmlFor = id;
      step.querySelector("label").textContent = `Étape ${place + 1}`;
      for (const tool of step.querySelectorAll("[data-tool]")) tool.setAttribute("aria-label", `${tool.textContent} l’étape ${place + 1}`);
    });
  }

  function addStep(list, after = null) {
    const model = list.querySelector(".editor-step");
    const step = model.cloneNode(true);
    for (const node of step.querySelectorAll(".editor-wrong, .editor-tools")) node.remove();
    const text = step.querySelector("textarea");
    text.value = "";
    for (const attribute of ["aria-invalid", "aria-describedby"]) text.removeAttribute(attribute);
    if (after) after.after(step);
    else list.querySelector(".editor-steps").append(step);
    equip(list, step);
    number(list);
    return text;
  }

  function equip(list, step) {
    const tools = make("div", { className: "editor-tools" });
    const offer = (textContent, action) => {
      const button = make("button", { type: "button", className: "tool", textContent });
      button.dataset.tool = "";
      button.addEventListener("click", () => {
        action();
        number(list);
        changed();
      });
      tools.append(button);
      return button;
    };
    const up = offer("Monter", () => {
      step.previousElementSibling?.before(step);
      up.focus();
    });
    const down = offer("Descendre", () => {
      step.nextElementSibling?.after(step);
      down.focus();
    });
    offer("Retirer", () => {
      const next = step.nextElementSibling ?? step.previousElementSibling;
      if (!next) {
        step.querySelector("textarea").value = "";
        return;
      }
      step.remove();
      next.querySelector("textarea").focus();
    });
    step.append(tools);
  }

  for (const list of form.querySelectorAll("[data-steps]")) {
    for (const step of list.querySelectorAll(".editor-step")) equip(list, step);
    number(list);
    list.querySelector("[data-add-step]").addEventListener("click", (event) => {
      event.preventDefault();
      addStep(list).focus();
    });
  }

  // Images ------------------------------------------------------------------------------------------------------------
  const box = form.querySelector("[data-image]");
  if (box) offerImages();
  function offerImages() {
    const file = box.querySelector("input[type=file]");
    const alt = box.querySelector("[name=image-texte]");
    const tell = box.querySelector("[data-image-said]");
    const button = box.querySelector("[data-add-image]");
    box.querySelector("[data-image-place]")?.remove();
    box.querySelector("[data-image-help]").textContent =
      "Collez une capture d’écran dans un texte (Ctrl+V), déposez-y un fichier, ou choisissez-le ici. PNG, JPEG, WebP ou GIF, de préférence sous 0,5 Mo.";

    function take(files, field) {
      const image = [...files].find((one) => one.type.startsWith("image/"));
      if (!image) return false;
      const carrier = new DataTransfer();
      carrier.items.add(image);
      file.files = carrier.files;
      last = field;
      (field.closest(".editor-step") ?? field.closest(".editor-field"))?.append(box);
      tell.textContent = "Décrivez l’image, puis Entrée.";
      alt.focus();
      return true;
    }

    async function insert() {
      const body = new FormData();
      body.set("image", file.files[0] ?? new File([], ""));
      body.set("image-texte", alt.value);
      tell.textContent = "Envoi de l’image…";
      const answer = await fetch("image", { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
      const given = await answer?.json().catch(() => null);
      if (!given?.markdown) {
        tell.textContent = given?.error ?? "L’image n’a pas pu être envoyée : le service ne répond pas. Réessayez dans un moment.";
        (alt.value.trim() ? file : alt).focus();
        return;
      }
      const target = last?.isConnected ? last : form.querySelector("textarea[name^=apres-], textarea[name^=texte]");
      const text = target.value.slice(0, target.selectionEnd).trimEnd();
      const rest = target.value.slice(target.selectionEnd).trimStart();
      target.value = [text, given.markdown, rest].filter(Boolean).join("\n\n");
      file.value = "";
      alt.value = "";
      tell.textContent = "Image ajoutée.";
      target.focus();
      changed();
    }

    form.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea")) last = event.target;
    });
    form.addEventListener("paste", (event) => {
      if (isText(event.target) && take(event.clipboardData.files, event.target)) event.preventDefault();
    });
    form.addEventListener("dragover", (event) => {
      if (isText(event.target)) event.preventDefault();
    });
    form.addEventListener("drop", (event) => {
      if (isText(event.target) && take(event.dataTransfer.files, event.target)) event.preventDefault();
    });
    button.addEventListener("click", (event) => {
      event.preventDefault();
      insert();
    });
    alt.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      insert();
    });
  }

  // The rest ----------------------------------------------------------------------------------------------------------
  for (const field of form.querySelectorAll("[data-date]")) if (/^(\d{4}-\d\d-\d\d)?$/.test(field.value)) field.type = "date";
  form.querySelector("[data-show-preview]")?.addEventListener("click", (event) => {
    event.preventDefault();
    preview().then(() => side.scrollIntoView({ block: "nearest" }));
  });
  // A second press while the first is on its way sends nothing; the text stays kept until the fiche is saved.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    keep();
  });
  addEventListener("pageshow", () => (sent = false));
  offerDraft();
})();
