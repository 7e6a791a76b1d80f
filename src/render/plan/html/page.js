
"use strict";
(() => {
  const bar = document.getElementById("bar");
  const changes = [...document.querySelectorAll(".change")];

  // Paper has nothing to open: all is, and afterwards as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
  if (!bar) return;

  const groups = [...document.querySelectorAll(".group")].map((group) => [group, [...group.querySelectorAll(".change")]]);
  const help = document.getElementById("help");
  const shown = document.getElementById("shown");
  const side = bar.querySelector("[data-do=side]");
  const asks = (change) => change.dataset.level !== "";
  const all = Number(shown.dataset.all);
  const texts = new Map();
  const text = (change) => {
    if (!texts.has(change)) texts.set(change, change.textContent.toLowerCase());
    return texts.get(change);
  };

  // What the bar says, as the fragment of the address keeps it.
  const state = () => {
    const said = new URLSearchParams();
    for (const field of ["q", "kind", "site"]) {
      if (bar[field] && bar[field].value) said.set(field, bar[field].value);
    }
    for (const field of ["action", "level"]) {
      const chosen = [...bar.querySelectorAll(`[name=${field}]:checked`)].map((one) => one.value);
      if (chosen.length) said.set(field, chosen.join(" "));
    }
    if (document.body.classList.contains("side")) said.set("view", "side");
    return said;
  };

  const setSide = (on) => {
    document.body.classList.toggle("side", on);
    side.setAttribute("aria-pressed", on);
  };

  const restore = (said) => {
    for (const field of ["q", "kind", "site"]) if (bar[field]) bar[field].value = said.get(field) || "";
    for (const field of ["action", "level"]) {
      const chosen = (said.get(field) || "").split(" ");
      bar.querySelectorAll(`[name=${field}]`).forEach((one) => { one.checked = chosen.includes(one.value); });
    }
    setSide(said.get("view") === "side");
  };

  const filter = () => {
    const said = state();
    const words = (said.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const one = (field, value) => !said.has(field) || said.get(field).split(" ").includes(value);
    const any = (field, values) => !said.has(field) || said.get(field).split(" ").some((value) => values.split(" ").includes(value));
    // `denied@2` holds at one site only.
    const sites = said.has("site") ? said.get("site").split(" ") : null;
    const here = ([, at]) => !at || !sites || sites.includes(at);
    const levels = (change) => change.dataset.level.split(" ").map((mark) => mark.split("@")).filter(here).map(([level]) => level).join(" ");
    let count = 0;
    for (const change of changes) {
      const { kind, action, site } = change.dataset;
      const fits = one("kind", kind) && one("action", action) && any("level", levels(change)) && any("site", site)
        && words.every((word) => text(change).includes(word));
      change.hidden = !fits;
      if (fits) count += 1;
    }
    for (const [group, inside] of groups) group.hidden = inside.every((change) => change.hidden);
    shown.textContent = count === all ? `${all} changes` : `${count} of ${all} changes`;
  };

  const keep = () => {
    const said = state().toString();
    history.replaceState(null, "", said ? `#${said}` : location.pathname + location.search);
  };
  const refresh = () => { filter(); keep(); };

  // A fragment is what the bar says, or the place of one change.
  const follow = () => {
    const fragment = location.hash.slice(1);
    if (fragment === "" || fragment.includes("=")) {
      restore(new URLSearchParams(fragment));
      filter();
      return;
    }
    const change = document.getElementById(fragment);
    if (!change) return;
    if (change.hidden) { bar.reset(); filter(); }
    if (change.matches("details")) change.open = true;
    change.scrollIntoView();
  };

  const step = (by) => {
    const visible = changes.filter((change) => !change.hidden);
    if (!visible.length) return;
    const at = visible.indexOf(document.activeElement.closest(".change"));
    const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(Math.max(at + by, 0), visible.length - 1)];
    next.querySelector("summary").focus();
  };

  const actions = {
    open: () => changes.forEach((change) => { if (!change.hidden) change.open = true; }),
    close: () => changes.forEach((change) => { if (!asks(change)) change.open = false; }),
    side: () => { setSide(!document.body.classList.contains("side")); keep(); },
    help: () => help.showModal(),
  };
  const keys = {
    "/": () => { bar.q.focus(); bar.q.select(); },
    j: () => step(1), k: () => step(-1),
    o: actions.open, c: actions.close, u: actions.side, "?": actions.help,
    Escape: () => { bar.reset(); refresh(); },
  };

  bar.addEventListener("input", refresh);
  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do]();
  });
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const typing = event.target.matches("input[type=search], select");
    if (typing && event.key === "Escape") { event.target.blur(); event.preventDefault(); return; }
    if (typing || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  bar.hidden = false;
  restore(new URLSearchParams());
  follow();
  filter();
})();
