import { inflateRawSync } from 'node:zlib';

/** The cells of a workbook's first sheet as they are stored: texts as texts, numbers and dates as numbers. */
export function readWorkbook(file: Buffer): (string | number | null)[][] {
  const parts = unzip(file);
  const part = (name: string) => parts.get(name)?.toString('utf8') ?? '';
  const shared = [...part('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map(([, text]) => plain(text ?? ''));
  const rows = [...part('xl/worksheets/sheet1.xml').matchAll(/<row [^>]*>(.*?)<\/row>/gs)];
  return rows.map(([, cells]) => {
    const row: (string | number | null)[] = [];
    for (const [, attributes = '', content = ''] of (cells ?? '').matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const column = /r="([A-Z]+)/.exec(attributes)?.[1] ?? 'A';
      const at = [...column].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
      while (row.length < at) {
        row.push(null);
      }
      row.push(value(/t="(\w+)"/.exec(attributes)?.[1], content, shared));
    }
    return row;
  });
}

function value(type: string | undefined, content: string, shared: string[]): string | number | null {
  const inner = /<v>(.*?)<\/v>/s.exec(content)?.[1];
  switch (type) {
    case 's':
      return shared[Number(inner)] ?? null;
    case 'inlineStr':
      return plain(content);
    case 'str':
      return inner === undefined ? null : plain(inner);
    default:
      return inner === undefined ? null : Number(inner);
  }
}

/** The text of some XML. */
function plain(xml: string): string {
  const signs: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return xml.replace(/<[^>]*>/g, '').replace(/&(\w+);/g, (all, name: string) => signs[name] ?? all);
}

/** The files of an archive, by name: as the directory at its end lists them. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [number, number, number];
    const local = archive.readUInt32LE(at + 42);
    const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(begin, begin + size);
    files.set(archive.toString('utf8', at + 46, at + 46 + name), method === 0 ? data : inflateRawSync(data));
    at += 46 + name + extra + comment;
  }
  return files;
}

/** The cells of a file of comma-separated values. */
export function readCsv(file: Buffer): string[][] {
  const text = file.toString('utf8').replace(/^\uFEFF/, '');
  const rows: string[][] = [[]];
  let [cell, quoted] = ['', false];
  const next = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"') {
      quoted = !quoted;
    } else if (!quoted && sign === ',') {
      next();
    } else if (!quoted && sign === '\n') {
      next();
      rows.push([]);
    } else if (quoted || sign !== '\r') {
      cell += sign;
    }
  }
  if (cell) {
    next();
  }
  return rows.filter((row) => row.length > 0);
}
