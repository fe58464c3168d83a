/** A spreadsheet takes a text that begins so for a formula (OWASP, “CSV injection”). */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/** An apostrophe goes before what would begin a formula: workbooks are often saved on as CSV, where no cell has a type any more. */
export function withoutFormula(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}
