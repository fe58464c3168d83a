import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { readSheet } from 'read-excel-file/node';
import { ImportRefusal } from './import-refusal.ts';
import type { SourceFile, SourceRows } from './source-rows.ts';

/**
 * CSV (UTF-8 or GB18030, comma, semicolon or tab) or the first sheet of an XLSX; the first row names the columns.
 * @throws {ImportRefusal} not-a-table, naming what the file looks like or the row where its quotes break.
 */
export async function readTable(file: SourceFile): Promise<SourceRows> {
  return isZip(file.bytes) ? readXlsx(file) : readCsv(file);
}

function readCsv(file: SourceFile): SourceRows {
  const parsed = Papa.parse<string[]>(decodeText(file), { delimitersToGuess: [',', ';', '\t', '|'] });
  const quotes = parsed.errors.find((error) => error.type === 'Quotes');
  if (quotes) {
    throw new ImportRefusal(
      'not-a-table',
      `${file.fileName}, row ${(quotes.row ?? 0) + 1}: a quotation mark opens and does not close (${quotes.message}); quote cells as "…" and double the marks inside`,
    );
  }
  return tableOf(file.fileName, parsed.data);
}

async function readXlsx(file: SourceFile): Promise<SourceRows> {
  const sheet = await readSheet(file.bytes).catch((error: unknown) => {
    throw new ImportRefusal(
      'not-a-table',
      `${file.fileName} is a zip but no XLSX workbook (${error instanceof Error ? error.message : String(error)}): give CSV or XLSX`,
    );
  });
  return tableOf(
    file.fileName,
    sheet.map((row) => row.map(cellText)),
  );
}

/** A date of a workbook has no zone: its wall-clock time stands in the UTC fields. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace('T', ' ');
  return String(cell);
}

function tableOf(fileName: string, rows: string[][]): SourceRows {
  const columns = (rows[0] ?? []).map((cell) => cell.trim());
  if (columns.filter((column) => column !== '').length < 2) {
    throw new ImportRefusal(
      'not-a-table',
      `${fileName}, row 1: fewer than two named columns; the first row must name the columns of a CSV or XLSX table`,
    );
  }
  const cells: string[][] = [];
  const broken: SourceRows['broken'] = [];
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i].map((cell) => cell.trim());
    // A line break at the end makes an empty row; it is nobody's row.
    if (row.every((cell) => cell === '') && i === rows.length - 1) break;
    if (row.length !== columns.length && row.some((cell) => cell !== '')) {
      broken.push({ row: i - 1, problem: `${row.length} cells where the header has ${columns.length}` });
    }
    cells.push(row);
  }
  return { kind: 'table', columns, cells, geometries: null, broken };
}

/** UTF-8 where it is valid, else GB18030 (which holds GBK and GB2312), by the bytes alone. */
function decodeText(file: SourceFile): string {
  const { bytes, fileName } = file;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return iconv.decode(bytes, 'utf16-le');
  if (bytes.subarray(0, 65536).includes(0)) {
    throw new ImportRefusal(
      'not-a-table',
      `${fileName} holds binary data, not text: give a CSV or XLSX table`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = iconv.decode(bytes, 'gb18030');
    if (!text.includes('\ufffd')) return text;
    throw new ImportRefusal(
      'not-a-table',
      `${fileName} is neither UTF-8 nor GB18030 text: save it as “CSV UTF-8” and import again`,
    );
  }
}

export function isZip(bytes: Buffer): boolean {
  return bytes.length > 3 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}
