"use strict";
// Put before every document: `xss` tells on the console that a vector ran, `watch` finds what could run and tries to set it off.
// Without an answer on the console and with empty lists, a page is harmless.
(() => {
  const own = (name, value) => Object.defineProperty(window, name, { value });
  const HTML = "http://www.w3.org/1999/xhtml";
  const ACTIVE = new Set(
    `applet area audio base bgsound body button canvas dialog embed fencedframe form frame frameset head html iframe input isindex
    link map marquee meta noscript object option param picture plaintext portal script select slot source style template textarea title
    track video xmp`.split(/\s+/),
  );
  const ATTRIBUTES = /^(on.*|id|name|style|srcset|imagesrcset|srcdoc|ping|action|form.*|background|poster|xlink:.*|data.*|is|slot)$/i;
  const ADDRESSES = ["href", "src", "action", "formaction", "data", "xlink:href", "poster", "background", "cite"];
  const EVENTS = `animationstart auxclick beforetoggle change click contentvisibilityautostatechange contextmenu copy dblclick
    dragstart error focus formdata input invalid keydown load mouseenter mouseout mouseover paste pointerdown reset scroll
    selectstart slotchange submit toggle touchstart transitionend wheel`.split(/\s+/);

  const told = new Set();
  own("xss", (number) => told.has(number) || (told.add(number), console.error(`xss ${number}`)));
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`violation ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));

  const short = (element) => element.cloneNode(false).outerHTML.slice(0, 200);
  const runs = (address) => /^(?:javascript|data|vbscript|livescript|blob|filesystem|about):/i.test(address.replace(/[\0-\x20]/g, ""));
  const addresses = (element) => ADDRESSES.map((name) => element.getAttribute(name)).filter((value) => value !== null);
  const handles = (element) => element.getAttributeNames().some((name) => /^on/i.test(name));

  // What must stand nowhere in a page.
  const inPage = () =>
    [...document.querySelectorAll("*")]
      .filter((element) => handles(element) || addresses(element).some(runs) || element.shadowRoot
        || (element.src && new URL(element.src, location.href).origin !== location.origin))
      .map(short);

  // What must not stand in a message either; the theme itself names blocks of code and marks what has the focus, and the site
  // puts a button into blocks of code and makes images grow.
  const isForeign = (element, name) =>
    ATTRIBUTES.test(name) && !(name === "data-focus-visible-added" || (name === "id" && /^__code_/.test(element.id))
      || (name === "data-zoom" && element.matches("a.zoom[data-zoom='']")));
  const OWN = "pre > button.code-copy";
  const inMessage = (root) =>
    [...root.querySelectorAll(`:not(${OWN})`)]
      .filter((element) => element.namespaceURI !== HTML || ACTIVE.has(element.localName) || element.localName.includes("-")
        || handles(element) || addresses(element).some(runs) || element.shadowRoot
        || element.getAttributeNames().some((name) => isForeign(element, name))
        || (element.localName === "img" && !/^[./]*\/media\/[0-9a-f]{64}\.[a-z]{3,4}$/.test(element.getAttribute("src"))))
      .map(short);

  const isPlain = (link) => /^(?:https?|mailto|tel):$/.test(link.protocol) && !link.hasAttribute("ping");
  const pressed = (element) =>
    element.matches("button, input[type=submit], input[type=image], input[type=reset]")
    || (element.matches("a, area") && !isPlain(element));

  // Every event at every element, links and buttons that are more than a way elsewhere, then the same HTML read a second time.
  const poke = (root) => {
    for (const element of root.querySelectorAll("*")) {
      for (const name of EVENTS) element.dispatchEvent(new Event(name));
      if (pressed(element)) element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
    root.innerHTML += "";
  };

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const messages = () => all(".bubble-text");

  // A page of the site: what is wrong with it, what it holds around the messages, and what the messages hold.
  const look = () => ({
    wrong: [...inPage(), ...messages().flatMap(inMessage)],
    scripts: all("script").map((script) => script.src || `${script.type}#${script.id}`),
    around: all("body > *, main > *, header *, footer, form, input, button, nav.menu")
      .filter((element) => !element.matches(`.live-more, ${OWN}`)).map((element) => element.localName),
    messages: all(".message, .bubble-text").length / 2,
    owners: all(":is(.conversation, .conversation > .fold) > .message > .bubble > .bubble-text").map((body) => body.closest(".message").id),
    links: messages().flatMap((body) => all("a[href]:not(.zoom)", body)).map((link) => link.href),
    images: messages().flatMap((body) => all("img", body)).map((image) => image.src),
  });

  own("watch", { inMessage, inPage, look, poke, pokeMessages: () => messages().forEach(poke) });
})();
