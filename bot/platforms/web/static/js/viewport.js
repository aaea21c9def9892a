/** Keeps the composer above the keyboard where the browser lays the keyboard over the page (Safari on phones). */

const KEYBOARD = 120;

export function fitToKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    const covered = window.innerHeight - view.height;
    const pinched = view.scale > 1.05;
    const height = covered > KEYBOARD && !pinched ? `${view.height}px` : "";
    document.documentElement.style.setProperty("--app-height", height || null);
    if (height) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
}
