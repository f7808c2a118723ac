// The one script of the site. Every page works without it; with it, parts of a page are replaced in place.
import htmx from "htmx.org";
import "./workbench.js";

// The content security policy allows no inline style and no evaluated code.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

const LANGUAGE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const SETTLED = 180; // milliseconds without a move of the slider before the page follows

// Move the date: the slider counts months since January 2001 and shows each month's last day. The page follows while
// it moves: every region marked `data-live` is replaced by its namesake of the new page, the slider itself stays.
let settling;
let asked;
let isBegun = false; // whether this move has its entry in the browser's history: one for a move, however far it goes
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-scrub]")) isBegun = false;
});
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    if (!event.target.matches("[data-scrub]")) return;
    sayDate(event.target);
    clearTimeout(settling);
    settling = setTimeout(() => follow(event.target), SETTLED);
  });
}

function sayDate(slider) {
  const said = lastDay(slider).toLocaleDateString(LANGUAGE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  slider.setAttribute("aria-valuetext", said);
  const output = document.querySelector("output[for=scrub]");
  if (output) output.textContent = said;
}

async function follow(slider) {
  const address = new URL(window.location.href);
  const day = lastDay(slider).toISOString().slice(0, 10);
  if (address.searchParams.get("as_of") === day) return;
  // As it was known then stays so: what was known moves with the date.
  if (address.searchParams.has("known_on") && address.searchParams.get("known_on") === address.searchParams.get("as_of")) {
    address.searchParams.set("known_on", day);
  }
  address.searchParams.set("as_of", day);
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) return window.location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.innerHTML = fresh.innerHTML;
    }
    document.title = page.title;
    window.history[isBegun ? "replaceState" : "pushState"]({}, "", address);
    isBegun = true;
  } catch (refusal) {
    if (refusal.name !== "AbortError") window.location.assign(address);
  }
}

function lastDay(slider) {
  const months = Number(slider.value);
  const end = new Date(Date.UTC(2001 + Math.floor(months / 12), (months % 12) + 1, 0));
  const today = new Date();
  return end > today && months === Number(slider.max) ? today : end;
}
window.addEventListener("popstate", () => window.location.reload());
// At first the slider stands for the page's own day, which need not be the last of its month.
document.querySelector("[data-scrub]")?.setAttribute("aria-valuetext", document.querySelector("output[for=scrub]").textContent);

// What opens over the page closes on Escape and on a press beside it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.asof[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const open = document.querySelector("details.asof[open]");
  if (open && !open.contains(event.target)) open.open = false;
});

// A date that is today's is left out of the address: tomorrow it would be yesterday's.
document.addEventListener("submit", (event) => {
  for (const field of event.target.querySelectorAll("input[data-unless]")) {
    field.disabled = field.value === field.dataset.unless;
  }
});

// The chosen section is in view where the menu runs over the edge.
// The menu alone is moved: to scroll the link into view would make the keyboard begin there.
const chosen = document.querySelector(".topbar nav [aria-current]");
if (chosen) {
  const [link, menu] = [chosen.getBoundingClientRect(), chosen.closest("nav").getBoundingClientRect()];
  chosen.closest("nav").scrollBy(link.left + link.width / 2 - menu.left - menu.width / 2, 0);
}

// A refused form says so at once, also to who does not see it.
document.querySelector(".problem-list[tabindex]")?.focus();

// Copy a sentence or the names counted.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const status = button.parentElement.querySelector("[data-copied]") ?? document.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const area = document.createElement("textarea");
    area.value = button.dataset.copy;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  if (status) status.textContent = status.dataset.copied;
});

// The sections of the chosen template are open and ticked, those of the others are not.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-chooses-template]")) return;
  for (const sections of document.querySelectorAll("[data-template]")) {
    sections.open = sections.dataset.template === event.target.value;
    for (const box of sections.querySelectorAll("input")) box.checked = sections.open;
  }
});
