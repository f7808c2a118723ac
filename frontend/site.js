// The one script of the site. Every page works without it; with it, parts of a page are replaced in place.
import htmx from "htmx.org";

// The content security policy allows no inline style and no evaluated code.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

// Move the date: the slider counts months since January 2001; releasing it shows that month's last day.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-scrub]")) return;
  const output = document.querySelector("output[for=scrub]");
  if (output) output.textContent = lastDay(event.target).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-scrub]")) return;
  const address = new URL(window.location.href);
  const day = lastDay(event.target).toISOString().slice(0, 10);
  // As it was known then stays so: what was known moves with the date.
  if (address.searchParams.has("known_on") && address.searchParams.get("known_on") === address.searchParams.get("as_of")) {
    address.searchParams.set("known_on", day);
  }
  address.searchParams.set("as_of", day);
  const path = address.pathname + address.search;
  htmx
    .ajax("GET", path, { target: "body", swap: "outerHTML" })
    .then(() => {
      window.history.pushState({}, "", path);
      document.querySelector("[data-scrub]")?.focus();
    });
});
function lastDay(slider) {
  const months = Number(slider.value);
  const end = new Date(Date.UTC(2001 + Math.floor(months / 12), (months % 12) + 1, 0));
  const today = new Date();
  return end > today && months === Number(slider.max) ? today : end;
}
window.addEventListener("popstate", () => window.location.reload());

// Copy a sentence or the names counted.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const status = document.querySelector("[data-copied]");
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
