"use strict";
// What a fiche offers beyond its text: steps to tick, the link to copy, printing, and an opinion in place.
// Each part stands alone; without this file the page reads the same, images are links and the opinion is a form.
(() => {
  const fiche = document.querySelector(".fiche");
  const make = (tag, values) => Object.assign(document.createElement(tag), values);

  // Steps: ticks stay for as long as the tab does, so that the next reader of a shared computer begins anew.
  function offerTicks() {
    const steps = [...fiche.querySelectorAll(":scope > .block-solution > ol > li")];
    if (steps.length < 2) return;
    const key = `steps.${location.pathname}`;
    const kept = window.entraide.recall(key, sessionStorage);
    const ticked = kept?.length === steps.length ? kept : steps.map(() => false);
    const clear = make("button", { type: "button", className: "tool", textContent: "Tout décocher" });
    const note = make("span", { textContent: "Cochez chaque étape faite." });
    const bar = make("p", { className: "steps-bar" });
    bar.append(note, clear);
    steps[0].parentElement.before(bar);

    const buttons = steps.map((step, place) => {
      const label = `Étape ${place + 1} faite`;
      const button = make("button", { type: "button", className: "step", textContent: place + 1, title: label });
      button.setAttribute("role", "checkbox");
      button.setAttribute("aria-label", label);
      button.addEventListener("click", () => {
        ticked[place] = !ticked[place];
        show();
      });
      step.prepend(button);
      step.classList.add("steps-item");
      return button;
    });
    clear.addEventListener("click", () => {
      ticked.fill(false);
      show();
      buttons[0].focus();
    });

    function show() {
      buttons.forEach((button, place) => button.setAttribute("aria-checked", String(ticked[place])));
      steps.forEach((step, place) => step.classList.toggle("steps-done", ticked[place]));
      const done = ticked.filter(Boolean).length;
      clear.hidden = done === 0;
      note.textContent = done ? `${done} étape${done > 1 ? "s" : ""} sur ${steps.length}` : "Cochez chaque étape faite.";
      window.entraide.remember(key, ticked, sessionStorage);
    }
    show();
  }

  function offerTools() {
    const tools = document.querySelector("[data-tools]");
    const said = tools.querySelector("[data-said]");
    tools.hidden = false;
    // Only in a browser that was in the editor, so that the pages of agents stay as they are.
    const fiche = document.querySelector("[data-vote]")?.elements.fiche.value;
    if (fiche && window.entraide.recall("redaction")) {
      const href = new URL(`redaction/fiche?id=${encodeURIComponent(fiche)}`, window.entraide.site).href;
      said.before(make("a", { className: "tool", textContent: "Modifier cette fiche", href }));
    }
    tools.querySelector("[data-print]").addEventListener("click", () => print());
    tools.querySelector("[data-copy]").addEventListener("click", async (event) => {
      const address = location.href.split("#")[0];
      const button = event.currentTarget;
      const done = await window.entraide.copied(address);
      button.focus();
      // A text that is already there is not announced again.
      said.textContent = "";
      setTimeout(() => (said.textContent = done ? "Lien copié" : `Copiez l’adresse : ${address}`), 50);
    });
  }

  // On paper a link is worth its whole address, and the page the one it was read at.
  function prepareForPrint() {
    for (const link of fiche.querySelectorAll("a[href]:not([data-zoom])")) link.dataset.address = link.href;
    if (location.protocol.startsWith("http")) document.querySelector(".printed").textContent = location.href.split("#")[0];
  }

  // An opinion: a no counts at once, its reason comes after it if it is given.
  function offerVote() {
    const form = document.querySelector("[data-vote]");
    if (!form) return;
    const part = (name) => form.querySelector(`[data-${name}]`);
    const say = (text) => (part("said").textContent = text);
    const thank = () => {
      part("reasons").classList.remove("vote-open");
      say(document.getElementById("merci").textContent);
    };

    async function send(name, value) {
      const body = new URLSearchParams({ fiche: form.elements.fiche.value, [name]: value });
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
    }

    let busy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const value = event.submitter?.value;
      if (busy || !value) return;
      busy = true;
      const isReason = part("reasons").contains(event.submitter);
      try {
        await send(isReason ? "reason" : "vote", value);
        part("answers").hidden = true;
        if (value === "no") {
          say("");
          part("reasons").classList.add("vote-open");
          form.querySelector("#reasons").focus();
        } else thank();
      } catch {
        say("Votre avis n’a pas pu être envoyé. Réessayez dans un moment.");
      }
      busy = false;
    });
  }

  // A page may have been built long before it is read.
  function tellAge() {
    const badge = document.querySelector("[data-due]");
    if (!badge || badge.dataset.due >= new Date().toISOString().slice(0, 10)) return;
    badge.classList.replace("chip-ok", "chip-warn");
    badge.classList.add("chip-warn");
    badge.querySelector("span").append(", à revoir");
  }

  tellAge();
  offerTools();
  offerTicks();
  prepareForPrint();
  offerVote();
})();
