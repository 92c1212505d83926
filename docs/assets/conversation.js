"use strict";
// Small helps in a conversation: the link of a message and the text of a code block are copied.
(() => {
  const conversation = document.querySelector("[data-conversation]");
  if (!conversation) return;
  const status = document.querySelector("[data-live-status]");

  function say(button, words) {
    status.textContent = words;
    button.dataset.said = words;
    setTimeout(() => delete button.dataset.said, 2000);
  }

  async function copy(button, text, words) {
    if (await window.entraide.copied(text)) say(button, words);
  }

  function offerCopies() {
    for (const code of conversation.querySelectorAll(".bubble-text pre:has(> code):not(:has(> .code-copy))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "code-copy";
      button.textContent = "Copier";
      code.append(button);
    }
  }

  conversation.addEventListener("click", (event) => {
    const link = event.target.closest(".bubble-time");
    const button = event.target.closest(".code-copy");
    if (link) copy(link, link.href, "Lien copié");
    if (button) copy(button, button.parentElement.querySelector(":scope > code").textContent, "Code copié");
  });
  document.addEventListener("entraide:messages", offerCopies);
  offerCopies();
})();
