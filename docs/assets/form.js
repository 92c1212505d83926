"use strict";
// A request form: only what is asked of this agent is in sight, what is typed stays in this browser until it has arrived, and
// sending never leaves the page before it has. Without this file the form shows all branches and is sent as forms are.
(() => {
  const form = document.querySelector("[data-form]");
  if (!form) return;
  const [DRAFT, IDENTITY, DAYS] = [`form.${form.dataset.form}`, "form.identity", 30];
  const IDENTITY_FIELDS = form.dataset.identity.split(",");
  const WORDS = {
    progress: (done, all) => `${done} réponse${done > 1 ? "s" : ""} obligatoire${done > 1 ? "s" : ""} sur ${all}`,
    saved: (time) => `Brouillon gardé dans ce navigateur à ${time}.`,
    restored: (day) => `Votre brouillon du ${day} est repris.`,
    erase: "Tout effacer",
    again: (title) => `Recommencer avec « ${title} »`,
    known: "Vos coordonnées sont gardées dans ce navigateur, et nulle part ailleurs.",
    forget: "Les oublier",
    forgotten: "Elles sont oubliées.",
    sending: "Envoi en cours…",
    cut: "La connexion a été coupée pendant l’envoi. Vos réponses sont restées : réessayez. Envoyée deux fois, la même demande n’arrive qu’une fois.",
    refused: "Le service ne répond pas comme prévu. Vos réponses sont restées : réessayez dans quelques minutes, ou transmettez la demande autrement, ci-dessous.",
    errors: (number) => (number > 1 ? "Des réponses sont à revoir" : "Une réponse est à revoir"),
    email: "Cette adresse est incomplète. Elle s’écrit comme accueil@commune.fr.",
    title: "À revoir - ",
  };
  const part = (name) => form.querySelector(`[data-${name}]`);
  const places = [...form.querySelectorAll("[data-field]")];
  const make = (tag, values = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
  };
  const button = (label, action) => {
    const element = make("button", { type: "button", className: "form-link", textContent: window.entraide.text(label) });
    element.addEventListener("click", action);
    return element;
  };
  const say = (text) => (part("status") ?? part("ways-said")).replaceChildren(text);
  const control = (place) => document.getElementById(`f-${place.dataset.field}`);
  const isOut = (place) => place.closest("[data-if]")?.disabled ?? false;

  // What was typed in a field: not the questions that stood in it before.
  function own(place, values) {
    const value = values.get(place.dataset.field);
    if (place.querySelector("[data-files]")) return place.querySelector("[data-files]").files.length ? "x" : "";
    const squeezed = (text) => text.split(/\s+/).filter(Boolean).join(" ");
    const prefill = place.querySelector("[data-prefill]")?.dataset.prefill;
    return !value || (prefill && squeezed(prefill) === squeezed(value)) ? "" : value.trim();
  }

  // Branches and progress -----------------------------------------------------------------------------------------------
  const progress = make("div", { className: "form-progress" }, make("span"), make("progress", { value: 0 }));
  progress.lastChild.setAttribute("aria-label", "Réponses obligatoires données");
  form.querySelector(".form-stars").after(progress);

  function update() {
    // Those that stand before decide on those that follow: a disabled field has no value.
    for (const branch of form.querySelectorAll("[data-if]")) {
      const values = new FormData(form);
      const holds = JSON.parse(branch.dataset.if).every(([name, wanted]) => wanted.includes(values.get(name)));
      branch.disabled = branch.hidden = !holds;
    }
    const values = new FormData(form);
    let number = 0;
    for (const step of form.querySelectorAll("[data-step]")) {
      const inside = places.filter((place) => step.contains(place) && !isOut(place));
      step.hidden = inside.length === 0;
      if (!step.hidden) step.querySelector("[data-number]").textContent = number += 1;
      const required = inside.filter((place) => place.dataset.missing);
      step.classList.toggle("form-done", required.length > 0 && required.every((place) => own(place, values)));
    }
    const required = places.filter((place) => place.dataset.missing && !isOut(place));
    const done = required.filter((place) => own(place, values)).length;
    progress.firstChild.textContent = WORDS.progress(done, required.length);
    Object.assign(progress.lastChild, { max: required.length || 1, value: done });
    const emergency = part("emergency");
    if (emergency) emergency.hidden = !form.querySelector("[data-emergency-if]:checked");
  }

  // Mistakes --------------------------------------------------------------------------------------------------------------
  function complain(place, reason) {
    const line = place.querySelector("[data-error]");
    line.textContent = reason ? window.entraide.text(reason) : "";
    line.hidden = !reason;
    const wrong = control(place);
    if (reason) wrong.setAttribute("aria-invalid", "true");
    else wrong.removeAttribute("aria-invalid");
  }

  function showErrors(errors, notice = "") {
    for (const place of places) complain(place, errors[place.dataset.field] ?? "");
    const wrong = places.filter((place) => errors[place.dataset.field]);
    const box = part("errors");
    box.hidden = !wrong.length;
    box.querySelector("h2").textContent = WORDS.errors(wrong.length);
    box.querySelector("ul").replaceChildren(...wrong.map((place) => {
      const link = make("a", { href: `#f-${place.dataset.field}`, textContent: place.dataset.label });
      return make("li", {}, link, window.entraide.text(` : ${errors[place.dataset.field]}`));
    }));
    part("notice").hidden = !notice;
    part("notice").replaceChildren(make("p", { textContent: window.entraide.text(notice) }));
    document.title = `${wrong.length ? WORDS.title : ""}${document.title.replace(WORDS.title, "")}`;
    if (wrong.length) box.focus();
  }

  // What can be seen without asking the service.
  function check() {
    const values = new FormData(form);
    const errors = {};
    for (const place of places.filter((one) => !isOut(one))) {
      if (place.dataset.missing && !own(place, values)) errors[place.dataset.field] = place.dataset.missing;
      else if (control(place).type === "email" && control(place).validity.typeMismatch) errors[place.dataset.field] = WORDS.email;
    }
    showErrors(errors);
    return !Object.keys(errors).length;
  }

  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-errors] a");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    (target.matches("fieldset") ? target.querySelector("input") : target).focus();
    target.closest("[data-field]").scrollIntoView({ block: "center" });
  });

  // Draft -----------------------------------------------------------------------------------------------------------------
  const note = make("p", { className: "form-draft", hidden: true });
  form.querySelector(".form-end").prepend(note);
  const kept = (name) => [...form.elements].filter((one) => one.name === name && one.type !== "file");

  function values() {
    const list = {};
    for (const one of form.elements) {
      if (!one.name || one.type === "file" || one.name === "_site" || (one.type === "radio" && !one.checked)) continue;
      list[one.name] = one.value;
    }
    return list;
  }

  function put(list) {
    for (const [name, value] of Object.entries(list)) {
      for (const one of kept(name)) {
        if (one.type === "radio") one.checked = one.value === value;
        else one.value = value;
        one.dispatchEvent(new Event("entraide:restored"));
      }
    }
  }

  let pause = 0;
  function save() {
    clearTimeout(pause);
    window.entraide.remember(DRAFT, { at: Date.now(), values: values() });
    if (!window.entraide.recall(DRAFT)) return;
    const time = new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
    tell(WORDS.saved(time));
  }

  function tell(text, ...more) {
    note.replaceChildren(make("span", { textContent: window.entraide.text(text) }), ...more, button(WORDS.erase, startAgain));
    note.hidden = false;
  }

  function erase() {
    clearTimeout(pause);
    window.entraide.remember(DRAFT, null);
  }

  function startAgain() {
    erase();
    location.reload();
  }

  function restore() {
    // A page that the service gave back holds more than the draft does.
    if (!part("errors").hidden || !part("notice").hidden) return;
    const asked = new URLSearchParams(location.search).get("titre")?.trim().slice(0, 200);
    const title = control(places.find((place) => place.dataset.field === form.dataset.title));
    if (asked && !title.value) title.value = asked;
    const draft = window.entraide.recall(DRAFT);
    if (draft && !(draft.at > Date.now() - DAYS * 86400000)) erase();
    else if (draft?.values) {
      put(draft.values);
      const day = new Date(draft.at).toLocaleDateString("fr-FR", { day: "numeric", month: "long" });
      const isOther = asked && asked !== draft.values[form.dataset.title];
      tell(WORDS.restored(day), ...(isOther ? [button(WORDS.again(asked), startAgain)] : []));
      form.querySelector(".form-stars").after(note);
    }
    const identity = window.entraide.recall(IDENTITY);
    if (!identity) return;
    put(Object.fromEntries(IDENTITY_FIELDS.filter((name) => identity[name] && !kept(name)[0]?.value).map((name) => [name, identity[name]])));
    const line = make("p", { className: "form-hint" }, `${WORDS.known} `);
    line.append(button(WORDS.forget, () => {
      window.entraide.remember(IDENTITY, null);
      put(Object.fromEntries(IDENTITY_FIELDS.map((name) => [name, ""])));
      line.textContent = WORDS.forgotten;
      save();
      update();
    }));
    form.querySelector("[data-step] h2").after(line);
  }

  // Sending ---------------------------------------------------------------------------------------------------------------
  let isBusy = false;
  function busy(is) {
    isBusy = is;
    part("send").setAttribute("aria-disabled", String(is));
    part("sent").hidden = !is;
    part("sent").value = 0;
    say(is ? WORDS.sending : "");
  }

  function failed(notice) {
    busy(false);
    showErrors({}, notice);
    part("ways").hidden = false;
    part("notice").scrollIntoView({ block: "center" });
  }

  function answered(request) {
    const body = request.response;
    if (body?.next) {
      const all = values();
      window.entraide.remember(IDENTITY, Object.fromEntries(IDENTITY_FIELDS.map((name) => [name, all[name]])));
      erase();
      return location.assign(new URL(body.next, form.action));
    }
    if (!body?.notice) return failed(WORDS.refused);
    busy(false);
    if (body.key) put({ _cle: body.key });
    showErrors(body.errors, body.notice.split(" Choisissez de nouveau")[0]);
    part("ways").hidden = !body.ways;
    if (!Object.keys(body.errors).length) part("notice").scrollIntoView({ block: "center" });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy || !("served" in form.dataset) || !check()) return;
    save();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (sent) => (part("sent").value = sent.loaded / (sent.total || 1)));
    request.addEventListener("load", () => answered(request));
    request.addEventListener("error", () => failed(WORDS.cut));
    request.send(new FormData(form));
    busy(true);
  });

  Object.assign(window.entraide, { complain, say, check, erase, own, isOut, places, form });
  restore();
  update();
  part("emergency")?.setAttribute("role", "status");
  form.addEventListener("input", () => {
    update();
    clearTimeout(pause);
    pause = setTimeout(save, 400);
  });
  form.addEventListener("change", (event) => {
    update();
    const place = event.target.closest("[data-field]");
    if (place && !event.target.matches("[data-files]")) complain(place, "");
    if (!event.target.matches("[data-files]")) save();
  });
  addEventListener("pagehide", () => clearTimeout(pause));
  document.dispatchEvent(new CustomEvent("entraide:form"));
})();
