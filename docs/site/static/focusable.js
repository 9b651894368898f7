// A block of code or a table that is wider than the page can be scrolled with the keyboard only if it can be focused.
document.addEventListener("DOMContentLoaded", () => {
  for (const block of document.querySelectorAll("pre, .table-wrapper")) block.tabIndex = 0;
});
