"use strict";
// Files of a form: dropped, pasted or picked, listed with their sizes, taken out again. They stay in the native field.
// Without this file the native field is used.
(() => {
  const form = document.querySelector("[data-form]");
  const fields = [...(form?.querySelectorAll("[data-files]") ?? [])];
  if (!fields.length || !("DataTransfer" in window)) return;
  const [largest, most] = [Number(form.dataset.largest), Number(form.dataset.most)];
  const make = (tag, values, ...children) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
  };
  const size = (bytes) =>
    bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))}\u00a0Kio` : `${(bytes / 1024 / 1024).toLocaleString("fr-FR", { maximumFractionDigits: 1 })}\u00a0Mio`;
  const weigh = (files) => files.reduce((sum, file) => sum + file.size, 0);

  function offer(field) {
    const text = make("p", { textContent: "Glissez vos fichiers ici, collez une copie d’écran (Ctrl + V), ou choisissez-les :" });
    const list = make("ul", { className: "files" });
    const said = make("p", { className: "unseen" });
    said.setAttribute("role", "status");
    const drop = make("div", { className: "drop" });
    field.before(drop);
    drop.append(text, field, list, said);
    const place = field.closest("[data-field]");
    let [held, isOwn] = [[], false];

    function wrong(files) {
      const endings = field.accept.split(",");
      const odd = files.find((file) => !endings.some((ending) => file.name.toLowerCase().endsWith(ending)));
      if (odd) return `« ${odd.name} » : ce type de fichier n’est pas accepté.`;
      const together = [...fields.filter((other) => other !== field).flatMap((other) => [...other.files]), ...held, ...files];
      if (together.length > most) return `Pas plus de ${most} fichiers par demande.`;
      const sum = weigh(together);
      return sum > largest ? `Les fichiers feraient ${size(sum)} ensemble, et 20\u00a0Mio au plus sont acceptés. Rien n’a été ajouté.` : "";
    }

    function hold(files) {
      const transfer = new DataTransfer();
      files.forEach((file) => transfer.items.add(file));
      field.files = transfer.files;
      held = [...field.files];
      list.replaceChildren(...held.map(row));
      isOwn = true;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      isOwn = false;
    }

    function row(file) {
      const remove = make("button", { type: "button", className: "form-link", textContent: "Retirer" });
      remove.setAttribute("aria-label", `Retirer ${file.name}`);
      remove.addEventListener("click", () => {
        hold(held.filter((other) => other !== file));
        said.textContent = `${file.name} retiré.`;
        field.focus();
      });
      return make("li", {}, make("span", { textContent: `${file.name} (${size(file.size)})` }), remove);
    }

    function add(files) {
      const reason = wrong(files);
      if (reason) hold(held);
      else hold([...held, ...files]);
      window.entraide.complain(place, reason);
      said.textContent = reason || `${files.map((file) => file.name).join(", ")} ajouté. ${size(weigh(held))} en tout.`;
    }

    field.addEventListener("change", () => {
      if (!isOwn) add([...field.files]);
    });
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("drop-over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("drop-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("drop-over");
      add([...event.dataTransfer.files]);
    });
    return { field, add, kind: place.dataset.kind };
  }

  const places = fields.map(offer);
  // A picture that is pasted anywhere is meant for the request, but only where it is pasted for a signed paper.
  document.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    const place = places.find(({ field }) => field.closest("[data-step]").contains(event.target)) ?? places.find(({ kind }) => kind === "fichiers");
    if (!pasted.length || !place) return;
    event.preventDefault();
    const clock = new Date().toTimeString().slice(0, 8).replaceAll(":", "-");
    const named = pasted.map((file) => new File([file], file.name === "image.png" ? `capture-${clock}.png` : file.name, { type: file.type }));
    place.add(named);
    window.entraide.say(`${named.length > 1 ? "Images ajoutées" : "Image ajoutée"} aux fichiers de la demande.`);
  });
})();
