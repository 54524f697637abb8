// Passkeys: turns what the server asks into the browser's own question, and the answer into a form's field. Without this file
// the pages offer their other ways.
const bytes = text => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, c => c.charCodeAt(0));
};

const text = buffer => buffer == null ? undefined
  : btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const keys = list => (list ?? []).map(key => ({ ...key, id: bytes(key.id), transports: key.transports?.length ? key.transports : undefined }));

const json = (credential, response) => JSON.stringify({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
  response,
});

const read = options => typeof options === "string" ? JSON.parse(options) : options;

export const supported = () => "PublicKeyCredential" in window && isSecureContext;

/** Whether the browser can offer passkeys among the suggestions of a field. */
export const suggests = async () => supported() && await PublicKeyCredential.isConditionalMediationAvailable?.() === true;

/** Asks the server for a challenge. The form gives the token; its data-for says whose keys count. */
export async function request(form, path = "/passkeys/request") {
  const body = new FormData();
  body.append("__RequestVerificationToken", form.querySelector("[name=__RequestVerificationToken]").value);
  if (form.dataset.for) body.append("for", form.dataset.for);
  const answer = await fetch(path, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new Error(`The challenge was refused with ${answer.status}.`);
  return answer.json();
}

/** Asks the person for one of their passkeys. Returns the credential as the server reads it; rejects when they decline. */
export async function assert(options, { mediation, signal } = {}) {
  const asked = read(options);
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: keys(asked.allowCredentials) };
  const credential = await navigator.credentials.get({ publicKey, mediation, signal });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return json(credential, {
    clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature), userHandle: text(userHandle),
  });
}

/** Has the person make a passkey. */
export async function create(options) {
  const asked = read(options);
  const publicKey = {
    ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: keys(asked.excludeCredentials),
  };
  const credential = await navigator.credentials.create({ publicKey });
  return json(credential, {
    clientDataJSON: text(credential.response.clientDataJSON), attestationObject: text(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

// A form with data-passkey="get" or "create" and a hidden field named Credential posts what the person's authenticator answers.
// Its options stand in data-options, or come from the address in data-path.
let suggesting = null;

const fill = async (form, how) => {
  const path = form.dataset.path ?? (form.dataset.passkey === "create" ? "/passkeys/creation" : "/passkeys/request");
  const options = form.dataset.options ?? await request(form, path);
  form.elements.Credential.value = form.dataset.passkey === "create" ? await create(options) : await assert(options, how);
  form.submit();
};

const declined = form => {
  const note = form.querySelector("[data-declined]");
  if (note) note.hidden = false;
  form.removeAttribute("aria-busy");
};

const suggest = async form => {
  suggesting?.abort();
  suggesting = new AbortController();
  const { signal } = suggesting;
  try {
    await fill(form, { mediation: "conditional", signal });
  } catch (e) {
    // Nobody asked for this one, so nobody is told that it came to nothing.
    if (e.name !== "AbortError") console.debug(e.name);
  }
};

const prepare = form => {
  if (form.dataset.ready || !supported()) return;
  form.dataset.ready = "1";
  form.hidden = false;
  for (const other of document.querySelectorAll("[data-without-passkeys]")) other.hidden = true;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    suggesting?.abort();
    try {
      await fill(form, {});
    } catch (e) {
      console.debug(e.name);
      declined(form);
    }
  });
  if (!form.hasAttribute("data-suggest")) return;
  // A challenge grows old with a page that was left open: a new one when somebody comes back to it.
  const again = () => document.visibilityState === "visible" && !form.getAttribute("aria-busy") && suggest(form);
  suggests().then(can => {
    if (!can) return;
    again();
    document.addEventListener("visibilitychange", again);
    setInterval(again, 240_000);
  });
};

for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
