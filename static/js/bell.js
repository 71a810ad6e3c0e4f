// How many notices are unread, beside the bell: asked for once the page stands, and each minute while somebody sees it.
// It is no use of the session (X-Polling), and its answer is a header alone. Without a script the bell is a plain link.
const EVERY = 60; // seconds
const bell = document.getElementById("bell");
const badge = bell.querySelector(".badge");
const count = bell.querySelector(".bell__count");
const number = new Intl.NumberFormat("en-GB");
let asked = 0;

const show = (unread) => {
  count.textContent = number.format(unread);
  badge.hidden = !unread;
};

const ask = async () => {
  asked = Date.now();
  try {
    const answer = await fetch(bell.dataset.ask, { headers: { "X-Polling": "true" }, redirect: "manual" });
    if (answer.ok) show(Number(answer.headers.get("Notices-Unread")));
    else clearInterval(asking); // the session has locked, or the role has no notices any more
  } catch {
    // what cannot be asked now is asked in a minute
  }
};

const look = () => {
  if (document.visibilityState === "visible" && Date.now() - asked >= 1000 * EVERY) ask();
};

const asking = setInterval(look, 5000);
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", (event) => event.persisted && ask()); // a step back shows the page as it was
look();
