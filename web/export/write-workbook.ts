import type { Cell, CellObject, Image, Sheet } from 'write-excel-file/universal';
import type { BookSheet, CellKind, OwnCell, SheetCell, SheetColumn } from './book-sheet.ts';
import { withoutFormula } from './without-formula.ts';

/** A map as the workbook shows it: a picture of points (PNG), as a sheet holds no drawing of lines that every program shows. */
export interface WorkbookPicture {
  title: string;
  png: Blob;
  widthPx: number;
  heightPx: number;
}

/** How numbers look. Texts are cells of the type “text”, which no spreadsheet computes. */
const FORMAT: Record<CellKind, string> = {
  text: '@',
  count: '#,##0',
  change: '+#,##0;-#,##0;0',
  share: '0.0%',
  minutes: '0.0',
  degrees: '0.00000',
  number: 'General',
};

const ROW_PX = 20;
const PICTURE_DPI = 96;
/** Sheets show a map at most that wide. */
const PICTURE_PX = 900;

/**
 * The workbook (XLSX) of the sheets and, where there are any, a sheet of pictures at the end. The library that writes it comes when it is
 * first asked for.
 */
export async function writeWorkbook(
  sheets: readonly BookSheet[],
  pictures: { sheetName: string; list: readonly WorkbookPicture[] },
): Promise<Blob> {
  const { default: writeExcelFile } = await import('write-excel-file/universal');
  const written = sheets.map(writtenSheet);
  if (pictures.list.length > 0) written.push(pictureSheet(pictures.sheetName, pictures.list));
  return writeExcelFile(written).toBlob();
}

function writtenSheet({ name, columns, rows, frozenColumns }: BookSheet): Sheet<Blob> {
  const head = columns.map(
    ({ title, kind }): CellObject => ({
      value: withoutFormula(title),
      type: String,
      format: FORMAT.text,
      fontWeight: 'bold',
      align: kind === 'text' ? 'left' : 'right',
      alignVertical: 'top',
      wrap: columns.length > 3,
      bottomBorderStyle: 'thin',
    }),
  );
  return {
    sheet: name,
    data: [head, ...rows.map((row) => row.map((cell, at) => writtenCell(cell, columns[at])))],
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
    ...(frozenColumns > 0 ? { stickyColumnsCount: frozenColumns } : {}),
    ...(columns.length > 6 ? { orientation: 'landscape' as const } : {}),
  };
}

function writtenCell(cell: SheetCell, column: SheetColumn): Cell {
  const { kind, value } = isOwn(cell) ? cell : { kind: column.kind, value: cell };
  if (value === null || value === '') return null;
  if (typeof value === 'number')
    return { value, type: Number, format: FORMAT[kind === 'text' ? 'count' : kind] };
  return { value: withoutFormula(value), type: String, format: FORMAT.text, wrap: column.width >= 60 };
}

function isOwn(cell: SheetCell): cell is OwnCell {
  return typeof cell === 'object' && cell !== null;
}

/** The pictures one under the other, each under its title. */
function pictureSheet(name: string, list: readonly WorkbookPicture[]): Sheet<Blob> {
  const data: Cell[][] = [];
  const images: Image[] = [];
  for (const { title, png, widthPx, heightPx } of list) {
    data.push([{ value: withoutFormula(title), type: String, format: FORMAT.text, fontWeight: 'bold' }]);
    const width = Math.min(PICTURE_PX, widthPx);
    const height = Math.round((heightPx * width) / widthPx);
    images.push({
      content: png,
      contentType: 'image/png',
      width,
      height,
      dpi: PICTURE_DPI,
      anchor: { row: data.length + 1, column: 1 },
      title,
    });
    for (let row = 0; row < Math.ceil(height / ROW_PX) + 2; row++) data.push([]);
  }
  return { sheet: name, data, images };
}
