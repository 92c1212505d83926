"use strict";
// The fields of the editor that need more than a browser gives: steps to add, move and take away, screenshots to paste.
// Tells of a change by an `input` event, as typing does. Without this file steps and images are sent with the form.
(() => {
  const make = (tag, values) => Object.assign(document.createElement(tag), values);
  const form = document.querySelector("form[data-editor]");
  const changed = () => form.dispatchEvent(new Event("input"));

  // Steps -------------------------------------------------------------------------------------------------------------
  function number(list) {
    list.querySelectorAll(".editor-step").forEach((step, place) => {
      const label = step.querySelector("label");
      label.textContent = `Étape ${place + 1}`;
      label.htmlFor = step.querySelector("textarea").id = `etape-${list.dataset.steps}-${place}`;
      for (const tool of step.querySelectorAll(".tool")) tool.setAttribute("aria-label", `${tool.textContent} l’étape ${place + 1}`);
    });
  }

  function addStep(list) {
    const step = list.querySelector(".editor-step").cloneNode(true);
    for (const node of step.querySelectorAll(".editor-wrong, .editor-tools, [data-image]")) node.remove();
    const text = step.querySelector("textarea");
    text.value = "";
    for (const attribute of ["aria-invalid", "aria-describedby"]) text.removeAttribute(attribute);
    list.querySelector(".editor-steps").append(step);
    equip(list, step);
    number(list);
    return text;
  }

  function equip(list, step) {
    const tools = make("div", { className: "editor-tools" });
    const offer = (textContent, action) => {
      const button = make("button", { type: "button", className: "tool", textContent });
      button.addEventListener("click", () => {
        action();
        number(list);
        if (button.isConnected) button.focus();
        changed();
      });
      tools.append(button);
    };
    offer("Monter", () => step.previousElementSibling?.before(step));
    offer("Descendre", () => step.nextElementSibling?.after(step));
    offer("Retirer", () => {
      const next = step.nextElementSibling ?? step.previousElementSibling;
      if (step.contains(box)) home.after(box);
      if (next) step.remove();
      else step.querySelector("textarea").value = "";
      next?.querySelector("textarea").focus();
    });
    step.append(tools);
  }

  // Images ------------------------------------------------------------------------------------------------------------
  const box = form.querySelector("[data-image]");
  const home = document.createComment("");
  let last = null;

  function offerImages() {
    box.before(home);
    const [file, alt] = [box.querySelector("[type=file]"), box.querySelector("[name=image-texte]")];
    const tell = (text) => (box.querySelector("[data-image-said]").textContent = text);
    const isText = (node) => node?.matches?.("textarea:not([readonly])");
    box.querySelector("[data-image-place]")?.remove();
    box.querySelector("[data-image-help]").textContent =
      "Collez une capture d’écran dans un texte (Ctrl+V), déposez-y un fichier, ou choisissez-le ici. PNG, JPEG, WebP ou GIF, de préférence sous 0,5 Mo.";

    // What was pasted or dropped waits here, beside its text, for its words.
    function take(event, files) {
      const image = isText(event.target) && [...files].find((one) => one.type.startsWith("image/"));
      if (!image) return;
      event.preventDefault();
      const carrier = new DataTransfer();
      carrier.items.add(image);
      file.files = carrier.files;
      last = event.target;
      const step = last.closest(".editor-step");
      if (step) step.append(box);
      else last.closest(".editor-field").after(box);
      tell("Décrivez l’image, puis Entrée.");
      alt.focus();
    }

    async function insert() {
      const body = new FormData();
      body.set("image", file.files[0] ?? new File([], ""));
      body.set("image-texte", alt.value);
      tell("Envoi de l’image…");
      const answer = await fetch("image", { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
      const given = await answer?.json().catch(() => null);
      if (!given?.markdown) {
        tell(given?.error ?? "L’image n’a pas pu être envoyée : le service ne répond pas. Réessayez dans un moment.");
        (alt.value.trim() ? file : alt).focus();
        return;
      }
      const target = last?.isConnected ? last : form.querySelector("textarea[name^=apres-], textarea[name^=texte]");
      const [before, after] = [target.value.slice(0, target.selectionEnd).trimEnd(), target.value.slice(target.selectionEnd).trimStart()];
      target.value = [before, given.markdown, after].filter(Boolean).join("\n\n");
      file.value = alt.value = "";
      tell("Image ajoutée.");
      home.after(box);
      target.focus();
      changed();
    }

    form.addEventListener("focusin", (event) => {
      if (isText(event.target)) last = event.target;
    });
    form.addEventListener("paste", (event) => take(event, event.clipboardData.files));
    form.addEventListener("drop", (event) => take(event, event.dataTransfer.files));
    form.addEventListener("dragover", (event) => {
      if (isText(event.target)) event.preventDefault();
    });
    box.querySelector("[data-add-image]").addEventListener("click", (event) => {
      event.preventDefault();
      insert();
    });
    alt.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      insert();
    });
  }

  for (const list of form.querySelectorAll("[data-steps]")) {
    for (const step of list.querySelectorAll(".editor-step")) equip(list, step);
    number(list);
    list.querySelector("[data-add-step]").addEventListener("click", (event) => {
      event.preventDefault();
      addStep(list).focus();
    });
  }
  if (box) offerImages();
})();
