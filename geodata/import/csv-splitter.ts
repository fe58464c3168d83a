/** Texts of a row; `problem` says why the row cannot be used, `strayQuotes` that its quotation marks were taken as they stand. */
export interface CsvRow {
  cells: string[];
  problem: string | null;
  strayQuotes: boolean;
}

/** A quoted cell that has not closed by now never will: its mark was part of the text. Characters. */
const LONGEST_CELL = 4 * 2 ** 20;
/** A table has line ends. Characters. */
const LONGEST_LINE = 64 * 2 ** 20;

/**
 * Takes CSV apart (RFC 4180) as it comes in. Its own, since no library at hand goes on after a quotation mark that opens and does not
 * close: here that costs the one row.
 */
export class CsvSplitter {
  /** Cells of a whole row; null until the first row, which sets it. */
  #width: number | null = null;
  #rest = '';
  readonly #delimiter: string;
  readonly #lineEnd: string;

  constructor(delimiter: string, lineEnd: string) {
    this.#delimiter = delimiter;
    this.#lineEnd = lineEnd;
  }

  /** @throws where a line has no end */
  push(chunk: string, isLast: boolean, take: (row: CsvRow) => void): void {
    const text = this.#rest === '' ? chunk : this.#rest + chunk;
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      let end = text.indexOf(this.#lineEnd, at);
      if (end < 0) {
        if (!isLast) break;
        end = text.length;
      }
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      if (quote < 0 || quote > end) {
        take(this.#plain(text, at, end));
        at = end + 1;
        continue;
      }
      const quoted = this.#quoted(text, at, isLast);
      if (quoted === 'unfinished') break;
      if (quoted !== 'broken' && this.#fits(quoted.cells)) {
        take({ cells: this.#whole(quoted.cells), problem: null, strayQuotes: false });
        at = quoted.end + 1;
        continue;
      }
      take(this.#literal(text, at, end, quoted));
      at = quoted !== 'broken' && quoted.end === end ? quoted.end + 1 : end + 1;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > LONGEST_LINE) throw new Error('a line has no end');
  }

  /** A line without quotation marks. */
  #plain(text: string, start: number, end: number): CsvRow {
    const cells = text.slice(start, withoutReturn(text, start, end)).split(this.#delimiter);
    return this.#fits(cells)
      ? { cells: this.#whole(cells), problem: null, strayQuotes: false }
      : { cells, problem: this.#widthProblem(cells), strayQuotes: false };
  }

  /** A line whose quotation marks do not enclose cells: taken as text where the cells then come out right. */
  #literal(
    text: string,
    start: number,
    end: number,
    quoted: 'broken' | { cells: string[]; end: number },
  ): CsvRow {
    const row = this.#plain(text, start, end);
    if (row.problem === null) return { ...row, strayQuotes: true };
    if (quoted !== 'broken' && quoted.end === end) {
      return { cells: quoted.cells, problem: this.#widthProblem(quoted.cells), strayQuotes: false };
    }
    return { ...row, problem: 'a quotation mark opens and does not close' };
  }

  /** The row that begins at `start`, quotation marks heeded; `end` is where its line ends. */
  #quoted(
    text: string,
    start: number,
    isLast: boolean,
  ): 'unfinished' | 'broken' | { cells: string[]; end: number } {
    const cells: string[] = [];
    const unfinished = isLast ? 'broken' : 'unfinished';
    let at = start;
    for (;;) {
      if (text[at] === '"') {
        const close = closingQuote(text, at + 1);
        if (close < 0) return text.length - at > LONGEST_CELL ? 'broken' : unfinished;
        cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
        at = close + 1;
        if (text[at] === '\r' && this.#lineEnd === '\n') at += 1;
        // The mark may be the first of a pair whose second has not come in yet.
        if (at === text.length) return isLast ? { cells, end: at } : 'unfinished';
        if (text[at] === this.#lineEnd) return { cells, end: at };
        if (text[at] !== this.#delimiter) return 'broken';
        at += 1;
        continue;
      }
      const next = text.indexOf(this.#delimiter, at);
      let end = text.indexOf(this.#lineEnd, at);
      if (end < 0) {
        if (!isLast) return 'unfinished';
        end = text.length;
      }
      if (next < 0 || next > end) {
        cells.push(text.slice(at, withoutReturn(text, at, end)));
        return { cells, end };
      }
      cells.push(text.slice(at, next));
      at = next + 1;
    }
  }

  /** The header fits, and what has as many cells, or more that are all empty. */
  #fits(cells: readonly string[]): boolean {
    this.#width ??= cells.length;
    if (cells.length < this.#width) return cells.length === 1 && cells[0].trim() === '';
    for (let i = this.#width; i < cells.length; i++) if (cells[i].trim() !== '') return false;
    return true;
  }

  #whole(cells: string[]): string[] {
    if (cells.length > this.#width!) cells.length = this.#width!;
    return cells;
  }

  #widthProblem(cells: readonly string[]): string {
    return `${cells.length} cells where the header has ${this.#width}`;
  }
}

function withoutReturn(text: string, start: number, end: number): number {
  return end > start && text[end - 1] === '\r' ? end - 1 : end;
}

/** The mark that closes a cell: the first that is not one of a pair; -1 = none so far. */
function closingQuote(text: string, start: number): number {
  for (let at = start; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0 || text[at + 1] !== '"') return at;
  }
}
