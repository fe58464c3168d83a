/** Whether Esc is nobody else's: no dialog is open around the focus, no field holds it, and nobody has answered to it. */
export function isFreeEscape(event: KeyboardEvent): boolean {
  if (event.key !== 'Escape' || event.defaultPrevented) return false;
  const element = event.target instanceof HTMLElement ? event.target : null;
  return element?.closest('[role="dialog"], input, select, textarea') == null;
}
