// The workbench: every stroke is kept in this browser at once and sent a moment later. What could not be sent (the
// connection broke, the session ended, the server is down) stays here and is sent again by itself, also after a reload.
const SETTLED = 500; // milliseconds without a stroke before it is sent
const AGAIN = 3000; // milliseconds before it is tried again
const board = document.querySelector("[data-workbench]");
if (board) begin();

function begin() {
  const status = board.querySelector("[data-saving]");
  const forms = [...board.querySelectorAll("form.element")];
  const timers = new Map();
  const sending = new Set();

  const place = (form) => `capacita:rating:${board.dataset.workbench}:${form.dataset.element}`;
  const say = (name) => {
    if (status.textContent !== status.dataset[name]) status.textContent = status.dataset[name];
  };

  for (const form of forms) {
    form.querySelectorAll("[data-cited] > p").forEach((each) => each.remove());
    showCited(form);
    restore(form);
    form.addEventListener("submit", (event) => {
      // A button with an address of its own is answered with the page.
      if (event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      keep(form, 0);
    });
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => keep(form));
  }
  for (const button of board.querySelectorAll("[data-cite]")) {
    button.hidden = false;
    button.addEventListener("click", () => cite(button.closest("[data-passage]"), ""));
  }
  let last = forms[0];
  board.addEventListener("focusin", (event) => {
    const form = event.target.closest("form.element");
    if (form) last = form;
  });
  // Also when the page is left: what was typed just now does not wait until this sheet is opened again.
  for (const kind of ["online", "pagehide"]) {
    window.addEventListener(kind, () => forms.filter((form) => localStorage.getItem(place(form))).forEach((form) => send(form)));
  }
  window.addEventListener("beforeunload", (event) => {
    if (sending.size && !storageWorks()) event.preventDefault();
  });

  function values(form) {
    const found = {};
    for (const name of ["code", "text", "comment", "cause", "cited"]) found[name] = new FormData(form).get(name) ?? "";
    found.flags = new FormData(form).getAll("flags");
    return found;
  }

  // What was kept and never sent takes the place of what the page brought: it is the later of the two.
  function restore(form) {
    const kept = JSON.parse(localStorage.getItem(place(form)) ?? "null");
    if (!kept) return;
    for (const radio of form.querySelectorAll("[name=code]")) radio.checked = radio.value === kept.code;
    for (const name of ["text", "comment", "cause", "cited"]) form.elements[name].value = kept[name];
    for (const box of form.querySelectorAll("[name=flags]")) box.checked = kept.flags.includes(box.value);
    showCited(form);
    // The page before this one may have sent it already, and gone before the answer came.
    form.dataset.lost = "yes";
    send(form);
  }

  function keep(form, wait = SETTLED) {
    localStorage.setItem(place(form), JSON.stringify(values(form)));
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => send(form), wait));
  }

  async function send(form) {
    if (sending.has(form)) return again(form);
    const kept = localStorage.getItem(place(form));
    if (!kept) return;
    sending.add(form);
    const typed = JSON.parse(kept);
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, version: form.elements.version.value });
    for (const name of ["code", "text", "comment", "cause", "cited"]) body.set(name, typed[name]);
    for (const flag of typed.flags) body.append("flags", flag);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: true });
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
      if (answer.ok && told) {
        form.elements.version.value = told.version;
        delete form.dataset.lost;
        if (localStorage.getItem(place(form)) === kept) localStorage.removeItem(place(form));
        else again(form, 0);
        complain(form, []);
        say("saved");
        count();
      } else if (told && answer.status === 409 && told.version) {
        // Another window of the same person wrote in between: what is typed here goes on top of it.
        // After a broken connection it was this one: the answer was lost, not what was sent.
        form.elements.version.value = told.version;
        if (form.dataset.lost) again(form, 0);
        else complain(form, told.problems);
        delete form.dataset.lost;
      } else if (told && answer.status === 400) {
        complain(form, told.problems);
      } else {
        say(answer.status >= 500 ? "kept" : "signedOut");
        await renew();
        again(form);
      }
    } catch {
      form.dataset.lost = "yes";
      say("kept");
      again(form);
    } finally {
      sending.delete(form);
    }
  }

  function again(form, wait = AGAIN) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => send(form), wait));
  }

  // Whoever signed in again in another window has another token: this page's own address tells it.
  async function renew() {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(window.location.href)).text(), "text/html");
      const token = page.querySelector("[data-workbench] [name=csrfmiddlewaretoken]")?.value;
      if (token) for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) each.value = token;
    } catch {
      // The server is not there yet.
    }
  }

  function complain(form, problems) {
    form.querySelector("ul.problems")?.remove();
    if (!problems.length) return;
    const list = document.createElement("ul");
    list.className = "problems";
    list.setAttribute("role", "alert");
    for (const each of problems) {
      const item = document.createElement("li");
      item.textContent = each;
      list.append(item);
    }
    form.querySelector("legend").after(list);
  }

  function count() {
    const chip = document.querySelector("[data-rated]");
    const rated = forms.filter((form) => form.querySelector("[name=code]:checked")).length;
    if (chip) chip.textContent = chip.dataset.rated.replace("%n", rated);
  }

  function showCited(form) {
    const list = form.querySelector("[data-cited]");
    list.replaceChildren();
    const passages = JSON.parse(form.elements.cited.value || "[]");
    passages.forEach((passage, index) => {
      const line = document.createElement("p");
      line.className = "src";
      const name = document.createElement("b");
      const law = document.querySelector(`[data-passage="${CSS.escape(passage.provision)}"] :is(h3, a)`);
      name.textContent = law ? law.textContent : passage.provision;
      line.append(name, passage.words ? ` “${passage.words}” ` : " ");
      const gone = document.createElement("button");
      gone.type = "button";
      gone.className = "btn btn-quiet btn-sm";
      gone.textContent = "×";
      gone.setAttribute("aria-label", `${list.dataset.remove}: ${name.textContent}`);
      gone.addEventListener("click", () => {
        passages.splice(index, 1);
        form.elements.cited.value = JSON.stringify(passages);
        showCited(form);
        keep(form, 0);
      });
      line.append(gone);
      list.append(line);
    });
  }

  function cite(passage, words, paragraph = "") {
    const passages = JSON.parse(last.elements.cited.value || "[]");
    if (!passages.some((each) => each.provision === passage.dataset.passage && each.words === words)) {
      passages.push({ provision: passage.dataset.passage, words, ...(paragraph && { paragraph }) });
    }
    last.elements.cited.value = JSON.stringify(passages);
    showCited(last);
    keep(last, 0);
    last.querySelector("fieldset").focus();
  }

  function citeSelected() {
    const selected = window.getSelection();
    const passage = selected.anchorNode?.parentElement?.closest("[data-passage]");
    const words = selected.toString().trim();
    const paragraph = selected.anchorNode?.parentElement?.closest("[data-paragraph]")?.dataset.paragraph;
    if (passage && words) return cite(passage, words, paragraph);
    const first = board.querySelector("[data-cite]");
    if (first) first.focus();
    say("select");
  }

  function go(form, step) {
    const next = forms[forms.indexOf(form) + step];
    if (!next) {
      if (step > 0) board.querySelector("[data-following]")?.focus();
      return;
    }
    next.querySelector("fieldset").focus();
    next.scrollIntoView({ block: "nearest" });
  }

  // Keys of one letter work only while an element has the focus, and never while somebody writes.
  board.addEventListener("keydown", (event) => {
    const form = event.target.closest("form.element");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      return go(form, 1);
    }
    if (event.key === "Escape" && form) return form.querySelector("fieldset").focus();
    if (!form || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, input:not([type=radio])")) return;
    const act = {
      n: () => go(form, 1),
      p: () => go(form, -1),
      t: () => form.elements.text.focus(),
      m: () => {
        form.querySelector("details").open = true;
        form.elements.comment.focus();
      },
      c: citeSelected,
    }[event.key.toLowerCase()];
    const radio = /^[1-9]$/.test(event.key) && form.querySelectorAll("[name=code]")[Number(event.key) - 1];
    if (!act && !radio) return;
    event.preventDefault();
    if (act) return act();
    radio.checked = true;
    keep(form, 0);
  });

  function storageWorks() {
    try {
      localStorage.setItem("capacita:works", "1");
      localStorage.removeItem("capacita:works");
      return true;
    } catch {
      return false;
    }
  }
}
