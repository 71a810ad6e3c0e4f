// Says in words when a request of htmx came to nothing; without this the page would simply stay as it was. The words
// are those of the error page that came as the answer (a refusal carries its reason), else our own.
const box = document.getElementById("failure");
const UNREACHED = "The server could not be reached. Nothing was saved; try again in a moment.";
const UNKNOWN = "Something went wrong on our side. Nothing was saved; try again in a moment.";

const reason = (answer) =>
  new DOMParser().parseFromString(answer, "text/html").querySelector("main h1 + p")?.textContent;

const say = (text) => {
  box.textContent = text;
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
};

document.addEventListener("htmx:responseError", (event) => say(reason(event.detail.xhr.responseText) ?? UNKNOWN));
document.addEventListener("htmx:sendError", () => say(UNREACHED));
document.addEventListener("htmx:timeout", () => say(UNREACHED));
document.addEventListener("htmx:afterSwap", () => (box.hidden = true));
