// Keeps the keyboard where the reader was when htmx swaps a part of the page, and tells of errors in the title.
const ERROR = "Error: ";
let before = null;

const address = (element) =>
  element && element !== document.body
    ? { id: element.id, name: element.getAttribute("name"), href: element.getAttribute("href"), text: element.textContent }
    : null;

const same = (element, last) =>
  last.href
    ? element.getAttribute("href") === last.href && element.textContent === last.text
    : last.name && element.getAttribute("name") === last.name;

document.addEventListener("htmx:beforeSwap", (event) => {
  before = event.detail.target.contains(document.activeElement) ? address(document.activeElement) : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const summary = part.querySelector?.(".nhsuk-error-summary");
  document.title = (summary ? ERROR : "") + document.title.replace(ERROR, "");
  const last = before;
  before = null;
  if (summary) return summary.focus();
  if (!last || (document.activeElement && document.activeElement !== document.body)) return;
  const found =
    (last.id && document.getElementById(last.id)) ||
    [...part.querySelectorAll("a, button, input, select, textarea, summary")].find((element) => same(element, last)) ||
    part.querySelector("[autofocus], h1, h2") ||
    part;
  if (!found.matches("a, button, input, select, textarea, summary, [tabindex]")) found.tabIndex = -1;
  found.focus({ preventScroll: true });
});
