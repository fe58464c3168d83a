/** A zip whose files are stored as they are; enough for readers, who look at the central directory. */
export function storedZip(files: Record<string, Buffer>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt32LE(bytes.length, 18);
    header.writeUInt32LE(bytes.length, 22);
    header.writeUInt16LE(name.length, 26);
    local.push(header, Buffer.from(name), bytes);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** A .shp of points. */
export function pointShapes(points: [number, number][]): Buffer {
  const bytes = Buffer.alloc(100 + points.length * 28);
  bytes.writeInt32BE(9994, 0);
  bytes.writeInt32BE(bytes.length / 2, 24);
  bytes.writeInt32LE(1000, 28);
  bytes.writeInt32LE(1, 32);
  points.forEach(([x, y], index) => {
    const at = 100 + index * 28;
    bytes.writeInt32BE(index + 1, at);
    bytes.writeInt32BE(10, at + 4);
    bytes.writeInt32LE(1, at + 8);
    bytes.writeDoubleLE(x, at + 12);
    bytes.writeDoubleLE(y, at + 20);
  });
  return bytes;
}

/** A .dbf with text columns of 40 bytes. */
export function textTable(columns: string[], rows: Buffer[][]): Buffer {
  const width = 40;
  const header = Buffer.alloc(32 + columns.length * 32 + 1);
  header.writeUInt8(3, 0);
  header.writeUInt32LE(rows.length, 4);
  header.writeUInt16LE(header.length, 8);
  header.writeUInt16LE(1 + columns.length * width, 10);
  columns.forEach((name, index) => {
    header.write(name, 32 + index * 32, 'ascii');
    header.write('C', 32 + index * 32 + 11, 'ascii');
    header.writeUInt8(width, 32 + index * 32 + 16);
  });
  header.writeUInt8(13, header.length - 1);
  const body = rows.map((row) => {
    const record = Buffer.alloc(1 + columns.length * width, ' ');
    for (const [index, cell] of row.entries()) cell.copy(record, 1 + index * width);
    return record;
  });
  return Buffer.concat([header, ...body, Buffer.from([0x1a])]);
}
