/** Whether every element of a piece of XML is closed in its turn, and no loose `<`, `>` or `&` stands in a text. */
export function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_tag, end: string, name: string, _attributes: string, isEmpty: string) => {
      if (end !== '') return open.pop() === name ? '' : '<';
      if (isEmpty === '') open.push(name);
      return '';
    },
  );
  return open.length === 0 && !/[<>]/.test(rest) && !/&(?!(?:amp|lt|gt|quot|#39);)/.test(xml);
}
