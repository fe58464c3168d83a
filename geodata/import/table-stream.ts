import { readSheet } from 'read-excel-file/node';
import { allBytes, type ByteSource } from './byte-source.ts';
import { type CsvRow, CsvSplitter } from './csv-splitter.ts';
import { ImportRefusal } from './import-refusal.ts';
import { detectEncoding, type TextEncoding, UNDECODABLE } from './text-encoding.ts';

/** A table that is read from its beginning to its end, some rows at a time. */
export interface TableStream {
  fileName: string;
  /** Trimmed names of the first row. */
  columns: string[];
  /** Once only. */
  batches(): AsyncIterable<RowBatch>;
}

export interface RowBatch {
  /** Number of the first row, from 0 without the header. */
  first: number;
  /** Trimmed texts, one array a row, parallel to the columns; a row that is empty has one empty text. */
  cells: string[][];
  /** By place in `cells`. */
  marks: Map<number, RowMark>;
  /** 0…1 of the file read so far. */
  share: number;
}

/** What is odd about a row: `problem` = it cannot be used. */
export interface RowMark {
  problem: string | null;
  strayQuotes: boolean;
  /** NUL characters were taken out. */
  nul: boolean;
  /** Some of its texts hold bytes that are no text in the encoding of the file. */
  undecodable: boolean;
}

/**
 * CSV (UTF-8 or GB18030, comma, semicolon, tab or bar) or the first sheet of an XLSX; the first row names the columns.
 * @throws {ImportRefusal} not-a-table, saying what the file looks like
 */
export async function openTable(source: ByteSource): Promise<TableStream> {
  return isZip(source.head) ? openXlsx(source) : openCsv(source);
}

async function openCsv(source: ByteSource): Promise<TableStream> {
  const encoding = await detectEncoding(source);
  const batches = csvBatches(source, encoding);
  const first = await batches.next();
  const header = first.done ? [] : (first.value.cells.shift() ?? []);
  const columns = columnsOf(source.fileName, header);
  return {
    fileName: source.fileName,
    columns,
    async *batches() {
      // The header was the first row of the first batch.
      if (!first.done) yield { ...first.value, marks: shifted(first.value.marks) };
      for await (const batch of batches) yield { ...batch, first: batch.first - 1 };
    },
  };
}

function shifted(marks: ReadonlyMap<number, RowMark>): Map<number, RowMark> {
  return new Map([...marks].map(([place, mark]) => [place - 1, mark]));
}

async function* csvBatches(source: ByteSource, encoding: TextEncoding): AsyncGenerator<RowBatch, void> {
  const decoder = new TextDecoder(encoding);
  let splitter: CsvSplitter | null = null;
  let rows = 0;
  let readBytes = 0;
  let batch = newBatch(0);
  const push = (text: string, isLast: boolean) => {
    splitter ??= new CsvSplitter(guessDelimiter(text), guessLineEnd(text));
    const isOdd = text.includes('\0') || text.includes(UNDECODABLE);
    try {
      splitter.push(text, isLast, (row) => takeRow(batch, row, isOdd));
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      throw new ImportRefusal('not-a-table', `${source.fileName}: ${why}; give a CSV or XLSX table`);
    }
  };
  for await (const chunk of source.chunks()) {
    readBytes += chunk.length;
    push(decoder.decode(chunk, { stream: true }), false);
    if (batch.cells.length === 0) continue;
    batch.share = readBytes / source.sizeBytes;
    rows += batch.cells.length;
    yield batch;
    batch = newBatch(rows);
  }
  push(decoder.decode(), true);
  batch.share = 1;
  if (batch.cells.length > 0) yield batch;
}

function newBatch(first: number): RowBatch {
  return { first, cells: [], marks: new Map(), share: 0 };
}

function takeRow(batch: RowBatch, { cells, problem, strayQuotes }: CsvRow, isOdd: boolean): void {
  for (let i = 0; i < cells.length; i++) cells[i] = cells[i].trim();
  if (problem !== null || strayQuotes || isOdd) {
    const nul = isOdd && cells.some((cell) => cell.includes('\0'));
    const undecodable = isOdd && cells.some((cell) => cell.includes(UNDECODABLE));
    if (nul) for (let i = 0; i < cells.length; i++) cells[i] = cells[i].replaceAll('\0', '').trim();
    if (problem !== null || strayQuotes || nul || undecodable) {
      batch.marks.set(batch.cells.length, { problem, strayQuotes, nul, undecodable });
    }
  }
  batch.cells.push(cells);
}

const DELIMITERS = [',', ';', '\t', '|'];

/** The one that stands most often in the first line, outside of quotation marks. */
function guessDelimiter(text: string): string {
  const line = /^[^\r\n]*/.exec(text)![0].replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

function guessLineEnd(text: string): string {
  return !text.includes('\n') && text.includes('\r') ? '\r' : '\n';
}

async function openXlsx(source: ByteSource): Promise<TableStream> {
  const sheet = await readSheet(await allBytes(source)).catch((error: unknown) => {
    throw new ImportRefusal(
      'not-a-table',
      `${source.fileName} is a zip but no XLSX workbook (${error instanceof Error ? error.message : String(error)}): give CSV or XLSX`,
    );
  });
  const [header = [], ...rows] = sheet.map((row) => row.map(cellText));
  const columns = columnsOf(source.fileName, header);
  return {
    fileName: source.fileName,
    columns,
    async *batches() {
      for (let first = 0; first < rows.length; first += SHEET_ROWS) {
        const cells = rows.slice(first, first + SHEET_ROWS);
        yield { first, cells, marks: new Map(), share: Math.min(1, (first + SHEET_ROWS) / rows.length) };
      }
    },
  };
}

/** Rows of a workbook handed on at a time. */
const SHEET_ROWS = 20_000;

/** A date of a workbook has no zone: its wall-clock time stands in the UTC fields. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ');
  return String(cell).replaceAll('\0', '').trim();
}

/** @throws {ImportRefusal} not-a-table */
function columnsOf(fileName: string, header: readonly string[]): string[] {
  const columns = header.map((cell) => cell.trim());
  if (columns.filter((column) => column !== '').length < 2) {
    throw new ImportRefusal(
      'not-a-table',
      `${fileName}, row 1: fewer than two named columns; the first row must name the columns of a CSV or XLSX table`,
    );
  }
  return columns;
}

export function isZip(bytes: Buffer): boolean {
  return bytes.length > 3 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}
