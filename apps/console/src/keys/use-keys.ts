import { useEffect, useRef } from "react";

/** What each key does, by `KeyboardEvent.key`. */
export type KeyMap = Readonly<Record<string, () => void>>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input, textarea, select, [role=textbox], [role=combobox]"));

/** Keys that a focused link or button has for itself. */
const isPress = ({ key, target }: KeyboardEvent): boolean =>
  (key === "Enter" || key === " ") &&
  target instanceof HTMLElement &&
  target.matches("a, button, summary, [role=tab], [role=button]");

/** Keys of the whole page, as long as nobody types into a field or has a dialog open. */
export const useKeys = (keys: KeyMap): void => {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || isPress(event)) return;
      if (document.querySelector("[role=dialog][aria-modal=true]") !== null) return;
      const action = latest.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
};
