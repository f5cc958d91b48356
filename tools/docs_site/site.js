// What the theme makes by script, for a screen reader and a keyboard: the buttons of each block of code have a label of
// their own, and a table that is wider than the page can be scrolled with keys.
function improve() {
  document.querySelectorAll("nav.md-code__nav:not([aria-label])").forEach((one) => {
    one.ariaLabel = `Buttons of code block ${++improve.count}`;
  });
  for (const one of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) one.tabIndex = 0;
}
improve.count = 0;
improve();
new MutationObserver(improve).observe(document.body, { childList: true, subtree: true });
