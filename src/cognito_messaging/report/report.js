"use strict";
{
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  for (const element of all(".filter, .copy")) element.hidden = false;

  // A page from a file or over plain HTTP may not have the newer way to copy.
  const copied = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(code);
      return document.execCommand("copy");
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const done = await copied(button.previousElementSibling);
    for (const other of all(".copy")) other.firstChild.data = "Copy";
    if (done) button.firstChild.data = "Copied";
    one("said").textContent = done ? "Copied the command" : "Press Ctrl+C to copy the command";
  });

  // Browsers that cannot print a closed part by CSS alone get it opened.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const element of closed) { element.classList.add("closed"); element.open = true; }
  });
  addEventListener("afterprint", () => {
    for (const element of closed) { element.classList.remove("closed"); element.open = false; }
  });

  if (one("text")) {
    const rows = all(".fleet tbody tr");
    const parts = all("[data-pool]");
    const shared = all(".account > details[data-check]");
    const checks = [...one("check").options].slice(1).map((option) => option.dataset.severity);
    const ids = [...one("check").options].slice(1).map((option) => option.text.split(" ")[0]);
    const texts = rows.map((row) =>
      parts.filter((part) => part.dataset.pool === row.dataset.pool)
        .map((part) => part.textContent).join(" ").toLowerCase());
    const letters = { fail: "f", unknown: "u", warn: "w", pass: "p", "not-applicable": "n" };
    const fits = (verdict, index) => {
      const severity = one("severity").value, check = one("check").value;
      const wanted = one("verdict").value && (letters[one("verdict").value] || "none");
      return (!check || Number(check) === index) && (!severity || checks[index] === severity)
        && (wanted ? verdict === wanted : "fuw".includes(verdict));
    };
    const filter = () => {
      const words = one("text").value.trim().toLowerCase().split(/\s+/);
      const found = (text) => words.every((word) => text.includes(word));
      // Without a check or severity, the verdict is the pool's own, not that of one of its checks.
      const ofPool = !one("severity").value && !one("check").value;
      let count = 0;
      const shown = new Set();
      rows.forEach((row, index) => {
        const wanted = one("verdict").value;
        const fitting = ofPool ? !wanted || row.dataset.verdict === wanted
          : [...row.dataset.verdicts].some(fits);
        if (fitting && found(texts[index])) { shown.add(row.dataset.pool); count += 1; }
      });
      for (const part of parts) part.hidden = !shown.has(part.dataset.pool);
      for (const element of shared) {
        element.hidden = !(fits(element.dataset.verdict, ids.indexOf(element.dataset.check))
          && found(element.textContent.toLowerCase()));
      }
      const accounts = all(".account");
      const filtered = words[0] || !ofPool || one("verdict").value;
      for (const account of accounts) {
        account.hidden = filtered && !account.querySelector("[data-check]:not([hidden])");
      }
      if (accounts.length) one("of-accounts").hidden = accounts.every((account) => account.hidden);
      one("shown").textContent = `${count} of ${rows.length} pools`;
    };
    for (const id of ["text", "verdict", "severity", "check"]) one(id).addEventListener("input", filter);
    const open = (value) => () => {
      for (const element of all("details.one, .account > details")) element.open = value;
    };
    one("open-all").addEventListener("click", open(true));
    one("close-all").addEventListener("click", open(false));
    filter();
  }
}
