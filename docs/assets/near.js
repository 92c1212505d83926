"use strict";
// At the end of a discussion, what the search finds near its subject; asked for once the reader gets there, and only where the
// service answers. The index would have to be asked for each page of a build otherwise.
(() => {
  const place = document.querySelector("[data-near]");
  if (!place) return;
  const [ASKED, SHOWN, ENOUGH] = [10, 5, 0.25];
  const site = new URL(place.dataset.base, location.href);
  const calendar = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" });
  const day = (date) => calendar.format(new Date(`${date}T00:00:00Z`)).replace(/^1 /, "1er ");
  const make = (name, values, ...children) => {
    const element = Object.assign(document.createElement(name), values);
    element.append(...children);
    return element;
  };
  const pathOf = (hit) => new URL(hit.url.replace(/^\/+/, ""), site).href.split("#")[0];

  function row(hit) {
    const about = [hit.category.split(" > ").at(-1)].filter(Boolean).map((label) => make("span", { className: "chip" }, label));
    if (hit.date) about.push(make("span", {}, make("time", { dateTime: hit.date }, day(hit.date))));
    const link = make("a", { className: "row-title", href: pathOf(hit) }, hit.title);
    return make("li", { className: "row" }, link, make("span", { className: "row-meta" }, ...about));
  }

  async function fill() {
    // A title is no command: quotation marks, colons and a minus in it are not operators.
    const title = place.dataset.near.replace(/["“”«»:]|(?<!\S)-/g, " ");
    const answer = await fetch(new URL(`api/search?${new URLSearchParams({ q: title, limit: ASKED })}`, site)).catch(() => null);
    if (!answer?.ok) return;
    const { hits } = await answer.json();
    // What has less of the score of the discussion itself shares a common word or two with its title.
    const least = ENOUGH * Math.max(0, ...hits.map((hit) => hit.score));
    const here = location.href.split(/[#?]/)[0];
    const near = hits.filter((hit) => hit.score >= least && pathOf(hit) !== here);
    const rows = [...new Map(near.map((hit) => [pathOf(hit), hit])).values()].slice(0, SHOWN).map(row);
    place.querySelector("ul").append(...rows);
    place.hidden = !rows.length;
  }

  const end = place.previousElementSibling;
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    fill();
  }, { rootMargin: "400px" });
  observer.observe(end);
})();
