"use strict";
(() => {
  // The page acts only by telling its host: VS Code's webview, or the window that frames it. Alone it is for reading.
  const editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : null;
  const framed = window.parent !== window;
  const state = JSON.parse(document.body.dataset.state);
  const said = document.getElementById("said");

  if (editor || framed) document.documentElement.classList.add("hosted");

  function tell(message) {
    if (editor) editor.postMessage(message);
    else window.parent.postMessage(message, "*");
  }

  function say(words) {
    said.textContent = words;
    said.hidden = false;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { said.hidden = true; }, 6000);
  }

  function change(card, action, choice) {
    const { language, feature, project } = card.dataset;
    const one = { action, language, feature };
    if (choice) one.choice = choice;
    if (project) one.project = project;
    tell({ lamp: "change", changes: [one] });
    const title = card.dataset.title || card.querySelector("h4").textContent;
    if (action === "erase") card.classList.add("gone");
    if (action === "pin") card.querySelector(".choice").textContent = wordsOf(card.querySelector("select, input"));
    say({ pin: `Pinned: ${title}.`, unpin: `${title}: LAMP decides again.`, erase: `Erased: ${title}.` }[action]);
  }

  function wordsOf(control) {
    return control instanceof HTMLSelectElement ? control.selectedOptions[0].text : control.value;
  }

  // A second press within a few seconds means it: dialogs are not allowed in every host.
  function confirmed(button, words) {
    if (button.classList.contains("sure")) {
      button.classList.remove("sure");
      return true;
    }
    const before = button.textContent;
    button.classList.add("sure");
    button.textContent = words;
    setTimeout(() => { button.classList.remove("sure"); button.textContent = before; }, 4000);
    return false;
  }

  const acts = {
    pause: () => tell({ lamp: "pause" }),
    resume: () => tell({ lamp: "resume" }),
    export: () => tell({ lamp: "export" }),
    forget: (button) => {
      if (confirmed(button, "Press again to forget it")) tell({ lamp: "forgetProject", project: state.project });
    },
    pin: (button) => {
      const card = button.closest(".card");
      const control = card.querySelector("select, input");
      if (control.reportValidity()) change(card, "pin", control.value.trim());
    },
    unpin: (button) => change(button.closest(".card"), "unpin"),
    erase: (button) => {
      if (confirmed(button, "Erase it?")) change(button.closest("[data-feature]"), "erase");
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-action]") : null;
    if (button) acts[button.dataset.action](button);
  });

  document.addEventListener("change", (event) => {
    const card = event.target instanceof HTMLSelectElement ? event.target.closest(".card") : null;
    if (card) change(card, "pin", event.target.value);
  });

  // The host may answer with a sentence to show.
  window.addEventListener("message", (event) => {
    const fromHost = editor ? true : event.source === window.parent;
    if (fromHost && event.data && event.data.lamp === "said") say(String(event.data.message));
  });

  // Stay where one was, with the same parts unfolded, when the host shows a fresh page after a change.
  if (editor) {
    const parts = new Map([...document.querySelectorAll("details")].map((part) => [nameOf(part), part]));
    const keep = () => {
      const open = Object.fromEntries([...parts].map(([name, part]) => [name, part.open]));
      editor.setState({ top: window.scrollY, open });
    };
    const before = editor.getState() || {};
    for (const [name, open] of Object.entries(before.open || {})) if (parts.has(name)) parts.get(name).open = open;
    if (before.top) window.scrollTo(0, before.top);
    window.addEventListener("scroll", keep, { passive: true });
    document.addEventListener("toggle", keep, { capture: true });
  }

  function nameOf(part) {
    const section = part.closest("section");
    const group = (part.matches(".more") ? part.parentElement.closest("details") : part).querySelector("h3");
    return [section && section.getAttribute("aria-label"), group && group.textContent, part.className].join("/");
  }
})();
