import type { BulkColumn } from './driver.ts';

/** Types of columns that rows are written to, as `pg_type` names them. */
export type PostgresType = 'int2' | 'int4' | 'int8' | 'float8' | 'bool' | 'text' | 'varchar' | 'timestamp';

/** Signature, flags and length of the header's extension, as `COPY … (FORMAT binary)` wants them. */
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** A row of -1 columns ends the data. */
const TRAILER = Buffer.from([0xff, 0xff]);
const CHUNK_BYTES = 256 * 1024;
/** What one value may take without being asked for its length: length field and eight bytes. */
const LARGEST_FIXED = 12;
const NULL_LENGTH = -1;
/** PostgreSQL counts timestamps in microseconds since 2000. */
const MICROSECONDS = 1_000_000;
const POSTGRES_EPOCH_SECONDS = 946_684_800;

type Value = string | number | boolean | null;

/**
 * Rows as the binary form of COPY: no sign has a meaning in it, and NaN, NULL and the empty text are three things. PostgreSQL's text
 * holds no U+0000; it is left out.
 * @throws where a value does not go into its column
 */
export function* copyChunks(
  columns: readonly BulkColumn[],
  types: readonly PostgresType[],
  length: number,
): Generator<Buffer> {
  const buffer = new GrowingBuffer(CHUNK_BYTES + 64 * 1024);
  buffer.bytes(HEADER);
  const lists = columns.map(({ values }) => values as ArrayLike<Value>);
  const writers = types.map((type) => WRITERS[type]);
  for (let row = 0; row < length; row++) {
    buffer.ensure(2 + columns.length * LARGEST_FIXED);
    buffer.int16(columns.length);
    for (let index = 0; index < lists.length; index++) {
      const value = lists[index][row];
      if (value === null) buffer.int32(NULL_LENGTH);
      else writers[index](buffer, value);
    }
    if (buffer.length >= CHUNK_BYTES) yield buffer.take();
  }
  buffer.ensure(TRAILER.length);
  buffer.bytes(TRAILER);
  yield buffer.take();
}

const WRITERS: Record<PostgresType, (buffer: GrowingBuffer, value: NonNullable<Value>) => void> = {
  int2: (buffer, value) => {
    buffer.int32(2);
    buffer.int16(value as number);
  },
  int4: (buffer, value) => {
    buffer.int32(4);
    buffer.int32(value as number);
  },
  int8: (buffer, value) => {
    buffer.int32(8);
    buffer.int64(value as number);
  },
  float8: (buffer, value) => {
    buffer.int32(8);
    buffer.double(value as number);
  },
  bool: (buffer, value) => {
    buffer.int32(1);
    buffer.byte(value ? 1 : 0);
  },
  timestamp: (buffer, value) => {
    buffer.int32(8);
    buffer.int64(Math.round(((value as number) - POSTGRES_EPOCH_SECONDS) * MICROSECONDS));
  },
  text: writeText,
  varchar: writeText,
};

function writeText(buffer: GrowingBuffer, value: NonNullable<Value>): void {
  buffer.text(withoutZero(value as string));
}

/** PostgreSQL's text holds every character but U+0000. */
export function withoutZero(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

class GrowingBuffer {
  length = 0;
  private buffer: Buffer;

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  /** Room for so many bytes more. */
  ensure(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }

  byte(value: number): void {
    this.length = this.buffer.writeInt8(value, this.length);
  }

  int16(value: number): void {
    this.length = this.buffer.writeInt16BE(value, this.length);
  }

  int32(value: number): void {
    this.length = this.buffer.writeInt32BE(value, this.length);
  }

  int64(value: number): void {
    this.length = this.buffer.writeBigInt64BE(BigInt(value), this.length);
  }

  double(value: number): void {
    this.length = this.buffer.writeDoubleBE(value, this.length);
  }

  bytes(value: Buffer): void {
    value.copy(this.buffer, this.length);
    this.length += value.length;
  }

  /** With its length before it; leaves room for a row's other columns. */
  text(value: string): void {
    // No UTF-16 unit takes more than three bytes of UTF-8.
    this.ensure(4 + value.length * 3 + 1024);
    const written = this.buffer.write(value, this.length + 4, 'utf8');
    this.int32(written);
    this.length += written;
  }

  /** What was written, as a copy; the buffer is empty afterwards. */
  take(): Buffer {
    const taken = Buffer.from(this.buffer.subarray(0, this.length));
    this.length = 0;
    return taken;
  }
}
