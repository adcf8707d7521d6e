// Keeps an element within reach while a modal dialog is open: everything outside of that one can be
// neither pressed nor read out.

export function inFront(element: HTMLElement): { destroy(): void } {
  const home = element.parentElement ?? document.body;

  function place(): void {
    const dialog = [...document.querySelectorAll<HTMLDialogElement>('dialog[open]')].at(-1);
    const wanted = dialog ?? home;
    if (element.parentElement === wanted) return;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    wanted.append(element);
    if (focused instanceof HTMLElement) focused.focus();
  }

  place();
  // A dialog that goes away takes the element with it, which brings it back home.
  const watch = new MutationObserver(place);
  watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['open'] });
  return { destroy: () => watch.disconnect() };
}
