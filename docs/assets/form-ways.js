"use strict";
// A filled request without the service: as a message to open in a mail program, as text to copy, on paper.
// What it holds never leaves the browser by itself.
(() => {
  const form = document.querySelector("[data-form]");
  if (!form) return;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const title = document.querySelector("h1").textContent.trim();
  const say = (text) => {
    part("ways-said").textContent = "";
    setTimeout(() => (part("ways-said").textContent = text), 50);
  };

  /** Questions and answers in sight. */
  function answers() {
    const { own, isOut, places } = window.entraide;
    const values = new FormData(form);
    const said = (place) => {
      const files = place.querySelector("[data-files]");
      if (files) return [...files.files].map((file) => file.name).join(", ");
      const value = own(place, values);
      const option = place.querySelector("select")?.selectedOptions[0]?.textContent;
      const choice = place.querySelector("input:checked")?.closest("label").querySelector("span").firstChild.textContent;
      return value && (option ?? choice ?? value);
    };
    return places.filter((place) => !isOut(place)).map((place) => [place.dataset.label, said(place)]).filter(([, text]) => text);
  }
  const text = () => [title, "", ...answers().flatMap(([label, answer]) => [`${label} :`, answer, ""])].join("\n");

  // E-mail ------------------------------------------------------------------------------------------------------------------
  const bytes = (words) => new TextEncoder().encode(words);
  const base64 = (array) => {
    let binary = "";
    for (let place = 0; place < array.length; place += 0x8000) binary += String.fromCharCode(...array.subarray(place, place + 0x8000));
    return btoa(binary);
  };
  const lines = (encoded) => encoded.replace(/.{76}/g, "$&\r\n");
  // A word of a header holds 75 signs at most, and no half of a character.
  function header(words) {
    const [parts, signs] = [[""], [...words.replace(/[\r\n]+/g, " ")]];
    for (const sign of signs) {
      if (bytes(parts.at(-1) + sign).length > 42) parts.push("");
      parts[parts.length - 1] += sign;
    }
    return parts.map((one) => `=?utf-8?B?${base64(bytes(one))}?=`).join("\r\n ");
  }

  async function message() {
    const boundary = `=_${crypto.getRandomValues(new Uint32Array(4)).join("")}`;
    const values = new FormData(form);
    const subject = `${title} : ${values.get(form.dataset.title)}`;
    const files = [...form.querySelectorAll("[data-files]")].flatMap((field) => [...field.files]);
    const attached = await Promise.all(files.map(async (file) => [
      `--${boundary}`,
      `Content-Type: ${file.type || "application/octet-stream"}`,
      "Content-Transfer-Encoding: base64",
      `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, escape)}`,
      "",
      lines(base64(new Uint8Array(await file.arrayBuffer()))),
    ]));
    return [
      ...(form.dataset.to ? [`To: ${form.dataset.to}`] : []),
      `Subject: ${header(subject)}`,
      "MIME-Version: 1.0",
      // Outlook opens it as a message that is yet to be sent.
      "X-Unsent: 1",
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      "",
      `--${boundary}`,
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      lines(base64(bytes(text()))),
      ...attached.flat(),
      `--${boundary}--`,
      "",
    ].join("\r\n");
  }

  part("eml").addEventListener("click", async () => {
    if (!window.entraide.check()) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await message()], { type: "message/rfc822" }));
    link.download = `${form.dataset.form}.eml`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say("Le message est dans vos téléchargements : ouvrez-le, vérifiez le destinataire, puis envoyez-le.");
  });
  part("copy").addEventListener("click", async (event) => {
    if (!window.entraide.check()) return;
    const button = event.currentTarget;
    const done = await window.entraide.copied(text());
    button.focus();
    say(done ? "Le texte est copié : collez-le dans un message. Les fichiers sont à joindre à la main." : "Ce navigateur ne laisse pas copier : imprimez, ou préparez le message.");
  });
  part("print").addEventListener("click", () => window.entraide.check() && print());

  // Paper ---------------------------------------------------------------------------------------------------------------------
  addEventListener("beforeprint", () => {
    const list = document.createElement("dl");
    list.className = "form-summary";
    for (const pair of answers()) {
      pair.forEach((words, place) => {
        const node = document.createElement(place ? "dd" : "dt");
        node.textContent = words;
        list.append(node);
      });
    }
    form.append(list);
  });
  addEventListener("afterprint", () => form.querySelector(".form-summary")?.remove());
})();
