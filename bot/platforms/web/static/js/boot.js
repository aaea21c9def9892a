// Says that scripts run, and sets the chosen theme before the first paint. A classic script on purpose: modules run too late for that.
(function () {
  document.documentElement.classList.add("js");
  try {
    const theme = window.localStorage.getItem("court.theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is closed to us: the system's preference decides.
  }
})();
