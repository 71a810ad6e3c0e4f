// Keeps what is typed on the server while it is typed; to save it stays the user's own step.
const form = document.querySelector("form[data-keep]");
const says = document.getElementById("kept");
const SOON = 2000; // milliseconds after a key
const AGAIN = 5000; // after a failure
const STOPPED = 10000; // after Save, when the page is still here: it was stopped
const LARGEST = 60000; // bytes that a browser sends on after the page is gone
const LOST = "Not kept: the server does not answer. Your words are still on this page. Trying again.";
const LOCKED = "Not kept: the session is locked. Sign in again in another window, then go on here.";
const OVER = "Not kept: this version was ended meanwhile, or is yours to write no more. Copy your words.";
// Each request has the name of its form and a number: the server passes over what comes after something newer,
// and what comes of a form that was saved.
let name = "";
let number = 0;
let dirty = false; // something is typed that no good answer has confirmed
let submitted = false; // what was typed is on its way by Save
let waiting = 0;
let sending = null;

const newName = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
};

const typed = () => {
  number = Math.max(number + 1, Date.now());
  const sent = new FormData(form);
  sent.set("typed_in", name);
  sent.set("number", number);
  if (form.dataset.upon) sent.set("upon", form.dataset.upon);
  return sent;
};

const soon = (milliseconds) => {
  waiting ||= setTimeout(keep, milliseconds);
};

const keep = async () => {
  waiting = 0;
  if (sending) return soon(SOON);
  const mine = (sending = new AbortController());
  const sent = typed();
  const keepalive = new Blob([...sent].flat()).size < LARGEST;
  dirty = false;
  let good = false;
  let again = AGAIN;
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body: sent, keepalive, signal: mine.signal });
    const plain = answer.headers.get("Content-Type")?.startsWith("text/plain");
    const words = plain ? await answer.text() : answer.status === 403 ? OVER : answer.ok ? LOCKED : LOST;
    good = plain && answer.ok;
    if (words === OVER || answer.status === 422) again = 0; // as it is, it will be refused again
    if (sending === mine) says.textContent = words;
  } catch {
    if (sending === mine) says.textContent = LOST;
  }
  if (sending !== mine) return; // Save has taken over
  sending = null;
  dirty ||= !good;
  if (!good && again) soon(again);
};

const stop = () => {
  clearTimeout(waiting);
  waiting = 0;
  sending?.abort();
  if (sending) dirty = true;
  sending = null;
};

// The form that is saved or thrown away names itself, so that nothing of it is kept afterwards.
const ends = (event) => {
  const one = event.target;
  if (one !== form && !("forget" in one.dataset)) return;
  stop();
  let hidden = one.querySelector("input[name=typed_in]");
  if (!hidden) {
    hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = "typed_in";
    one.append(hidden);
  }
  hidden.value = name;
  submitted = true;
  // Where the page stays, what was typed is kept under the same name: passed over if it was saved after all.
  if (dirty) soon(STOPPED);
};

const begin = () => {
  name = form.dataset.form || newName(); // sent back with what to mend, it is the same form still
  form.addEventListener("input", () => {
    if (submitted) {
      clearTimeout(waiting);
      waiting = 0;
      name = newName(); // typed after Save was pressed: that is not saved with it
      submitted = false;
    }
    dirty = true;
    soon(SOON);
  });
  document.addEventListener("submit", ends);
  addEventListener("pagehide", () => {
    if (dirty || sending) navigator.sendBeacon(form.dataset.keep, typed());
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && dirty) soon(SOON);
  });
  if ("dirty" in form.dataset) {
    dirty = true;
    soon(0);
  }
};

if (form) begin();
