// Nothing depends on this file: it keeps the text when a post does not arrive, says that something came, and leaves quickly.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A form goes out once, also under an impatient thumb. Those with a script of their own say so themselves.
for (const once of document.querySelectorAll("form[method=post]:not([data-write], [data-passkey])")) {
  once.addEventListener("submit", event => {
    if (once.getAttribute("aria-busy")) event.preventDefault();
    else once.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(busy => busy.removeAttribute("aria-busy")));

// Where the browser has passkeys, the other way in stands folded below them.
if ("PublicKeyCredential" in window && isSecureContext) {
  for (const other of document.querySelectorAll("details[data-other-way=folds]")) other.open = false;
}

for (const link of document.querySelectorAll("[data-exit]")) {
  link.addEventListener("click", event => {
    event.preventDefault();
    location.replace(link.href);
  });
}

const form = document.querySelector("form[data-write]");
if (form) {
  const box = form.querySelector("textarea");
  const button = form.querySelector("button");
  const unsent = document.querySelector("[data-unsent]");
  let sending = false;

  const failed = () => {
    sending = false;
    form.removeAttribute("aria-busy");
    unsent.textContent = unsent.dataset.unsent;
    unsent.hidden = false;
    button.textContent = form.dataset.again;
    box.focus();
  };

  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    form.setAttribute("aria-busy", "true");
    try {
      // Asked this way the page answers with the address to go to, and only when the words were taken.
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-From-Script": "1" } });
      const to = answer.headers.get("X-Go-To");
      if (!to) return failed();
      box.value = "";
      history.replaceState(null, "", to);
      location.reload();
    } catch {
      failed();
    }
  });

  // Enter sends where there is a keyboard for it; on a phone it makes a line.
  box.addEventListener("keydown", event => {
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });

  const arrived = document.querySelector("[data-arrived]");
  const latest = form.dataset.latest ?? "";
  const look = async () => {
    if (document.visibilityState !== "visible" || !arrived.hidden) return;
    try {
      const answer = await fetch("/messages/latest", { redirect: "error" });
      if (!answer.ok || (await answer.text()) === latest) return;
      // Never under somebody's hands: with words in the box it is only said.
      if (box.value === "" && !document.querySelector(".more[open]")) location.reload();
      else arrived.hidden = false;
    } catch { /* no connection: the next look will tell */ }
  };
  setInterval(look, 20000);
  document.addEventListener("visibilitychange", look);

  history.scrollRestoration = "manual";
  const target = document.getElementById(location.hash.slice(1) || "end");
  target?.scrollIntoView({ block: target.matches(".crisis") ? "start" : "nearest" });
  if (target?.id === "help-card") target.focus({ preventScroll: true });
}

// Help stays at hand without a connection.
if ("serviceWorker" in navigator && document.querySelector("a.help")) {
  // The page requires trusted types: a worker's address comes out of a policy, and this one knows only one.
  const worker = "/help-worker.js";
  navigator.serviceWorker.register(window.trustedTypes?.createPolicy("help-worker", { createScriptURL: () => worker }).createScriptURL(worker) ?? worker);
}
