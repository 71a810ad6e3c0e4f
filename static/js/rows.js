// A form that opens below a row of a list: one of each row, closed without the server, and when it is saved the focus
// goes on to the next row. Without this, and without script at all, the same link opens a page of its own.
const ROWS = "row-";
let next = null; // id of the row after the one from which something is sent

const first = (row) => row?.querySelector(".c-act :is(a, button)") ?? row?.querySelector("a, button");
const begin = (form) => form.querySelector("input:not([type=hidden])")?.focus();

const after = (row) => {
  let found = row?.nextElementSibling;
  while (found && !found.id.startsWith(ROWS)) found = found.nextElementSibling;
  return found?.id ?? null;
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  const open = elt.dataset.rowForm && document.getElementById(elt.dataset.rowForm);
  if (open?.matches(".is-form")) {
    event.preventDefault();
    return begin(open);
  }
  open?.remove();
  next = elt.matches("form") ? after(elt.closest("tr")) : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  if (part.querySelector?.(".nhsuk-error-summary")) return;
  const opened = part.matches?.("tr") ? part.nextElementSibling : null;
  if (!next && opened?.matches(".is-form")) return begin(opened);
  if (next) first(document.getElementById(next))?.focus();
});

document.addEventListener("click", (event) => {
  const cancel = event.target.closest("[data-close-row]");
  if (!cancel) return;
  event.preventDefault();
  const form = cancel.closest("tr");
  const row = form.previousElementSibling;
  form.remove();
  row.querySelector("[data-row-form]")?.focus();
});
