import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EffectScope, effectScope, shallowRef } from 'vue';
import { type Menu, useMenu } from '../../../web/panels/use-menu.ts';

/** As much of an element as a menu asks of one: what is in it, and who has the focus. */
class Part {
  readonly parts: Part[];
  constructor(...parts: Part[]) {
    this.parts = parts;
  }
  contains(other: unknown): boolean {
    return other === this || this.parts.some((part) => part.contains(other));
  }
  focus(): void {
    focused = this;
  }
}

let focused: Part | null;
let page: EventTarget;
let scope: EffectScope;
let menu: Menu;
let first: Part;
let card: Part;
let sign: Part;
let button: Part;
const elsewhere = new Part();

const element = (part: Part) => part as unknown as HTMLElement;
function made(firstOf?: (card: HTMLElement) => HTMLElement): Menu {
  return scope.run(() => useMenu(shallowRef(element(button)), shallowRef(element(card)), firstOf))!;
}

beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('window', page);
  focused = null;
  [first, sign] = [new Part(), new Part()];
  [card, button] = [new Part(first), new Part(sign)];
  scope = effectScope();
  menu = made();
});
afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
});

function press(target: Part): void {
  const event = new Event('pointerdown');
  Object.defineProperty(event, 'target', { value: target });
  page.dispatchEvent(event);
}
const leaveFor = (target: Part | null) => menu.onFocusOut({ relatedTarget: target } as unknown as FocusEvent);
function pressEscape() {
  const event = { preventDefault: vi.fn(), stopPropagation: vi.fn() };
  menu.onEscape(event as unknown as KeyboardEvent);
  return event;
}

describe('a menu', () => {
  it('opens with its card in focus and closes by its button', async () => {
    await menu.toggle();
    expect([menu.isOpen.value, focused]).toEqual([true, card]);
    await menu.toggle();
    expect([menu.isOpen.value, focused]).toEqual([false, card]);
  });

  it('opens with the first of its parts in focus where it names one', async () => {
    menu = made(() => element(first));
    await menu.toggle();
    expect(focused).toBe(first);
  });

  it('closes by Escape, which then is nobody else’s, and gives the focus back', async () => {
    await menu.toggle();
    const { preventDefault, stopPropagation } = pressEscape();
    expect([menu.isOpen.value, focused]).toEqual([false, button]);
    expect([preventDefault, stopPropagation].map((told) => told.mock.calls.length)).toEqual([1, 1]);
  });

  it('leaves Escape to others while it is closed', () => {
    const { preventDefault, stopPropagation } = pressEscape();
    expect([preventDefault, stopPropagation].map((told) => told.mock.calls.length)).toEqual([0, 0]);
    expect(focused).toBe(null);
  });

  it('closes when the focus goes elsewhere, and leaves it there', async () => {
    await menu.toggle();
    for (const inside of [first, card, button, sign, null]) leaveFor(inside);
    expect(menu.isOpen.value).toBe(true);
    elsewhere.focus();
    leaveFor(elsewhere);
    expect([menu.isOpen.value, focused]).toEqual([false, elsewhere]);
  });

  it('closes by a press elsewhere, not by one on itself or its button', async () => {
    await menu.toggle();
    for (const inside of [first, card, button, sign]) press(inside);
    expect(menu.isOpen.value).toBe(true);
    press(elsewhere);
    expect([menu.isOpen.value, focused]).toEqual([false, card]);
  });

  it('listens to the page only while it is open', async () => {
    const added = vi.spyOn(page, 'addEventListener');
    const removed = vi.spyOn(page, 'removeEventListener');
    expect(added).not.toHaveBeenCalled();
    await menu.toggle();
    menu.close();
    await menu.toggle();
    scope.stop();
    expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([2, 2]);
    expect(removed.mock.calls).toEqual(added.mock.calls);
    press(elsewhere);
    expect(menu.isOpen.value).toBe(true);
  });
});
