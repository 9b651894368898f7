// What the theme leaves to do for keyboards and screen readers.
document.addEventListener("DOMContentLoaded", () => {
  // A block of code or a table that is wider than the page can be scrolled with the keyboard only if it can be focused.
  for (const block of document.querySelectorAll("pre, .table-wrapper")) block.tabIndex = 0;
  for (const caption of document.querySelectorAll("[role=heading]:not([aria-level])")) caption.ariaLevel = "2";
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "This page");
});
