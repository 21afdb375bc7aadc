import { describe, expect, it } from '@jest/globals';

import { DocumentScanner, documentTexts, MalformedJson } from './json-documents.js';

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size);
}

async function read(text: string, size: number): Promise<unknown[]> {
  const texts: unknown[] = [];
  try {
    for await (const { text: document, number, line, column } of documentTexts(cut(text, size)))
      texts.push([document, number, line, column]);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    texts.push(error.message);
  }
  return texts;
}

const FILES = {
  array: '[{"a":"]},{\\"[\\\\"},\n  {"b":[1,{"c":null}]} , 5,"x", true\n,[]]\n',
  lines: '{"a":1}\n\n{"b":"\\u007d}"}\r\n  {"c":{}}\n7\n"text"\nnull',
  adjacent: '{"a":1}{"b":2}[3]',
  unfinished: '{"a":1}\n{"b":\n{"c":3}\n{"d":4}\n',
  brokenString: '[{"a":"x\n"}]',
  closesNothing: '{"a":1}\n5}',
  mixed: '[{"a":1}]]',
};

describe('documentTexts', () => {
  it.each([
    {
      file: 'array',
      expected: [
        ['{"a":"]},{\\"[\\\\"}', 1, 1, 2],
        ['{"b":[1,{"c":null}]}', 2, 2, 3],
        ['5', 3, 2, 26],
        ['"x"', 4, 2, 28],
        ['true', 5, 2, 33],
        ['[]', 6, 3, 2],
      ],
    },
    {
      file: 'lines',
      expected: [
        ['{"a":1}', 1, 1, 1],
        ['{"b":"\\u007d}"}', 2, 3, 1],
        ['{"c":{}}', 3, 4, 3],
        ['7', 4, 5, 1],
        ['"text"', 5, 6, 1],
        ['null', 6, 7, 1],
      ],
    },
    {
      file: 'adjacent',
      expected: [
        ['{"a":1}', 1, 1, 1],
        ['{"b":2}', 2, 1, 8],
        ['[3]', 3, 1, 15],
      ],
    },
    {
      file: 'unfinished',
      expected: [
        ['{"a":1}', 1, 1, 1],
        'The document that begins at line 2 is not closed before another value begins at line 4, column 1',
      ],
    },
    { file: 'brokenString', expected: ['A line ends inside a text (is a quote missing?) at line 1, column 9'] },
    { file: 'closesNothing', expected: [['{"a":1}', 1, 1, 1], '"}" closes nothing at line 2, column 2'] },
    {
      file: 'mixed',
      expected: [['{"a":1}', 1, 1, 2], 'There is more after the end of the array at line 1, column 10'],
    },
  ] as const)('splits $file the same way for any chunks', async ({ file, expected }) => {
    for (const size of [1, 2, 3, 7, 1000]) expect(await read(FILES[file], size)).toEqual(expected);
  });
});

describe('not a product file', () => {
  async function* endless(piece: string): AsyncGenerator<string> {
    for (;;) yield piece;
  }

  it.each([
    { title: 'zeros', piece: '\0\0\0\0' },
    { title: 'digits', piece: '1234567890' },
    { title: 'letters', piece: 'nnnnnnnn' },
    { title: 'noise', piece: '<?xml' },
    { title: 'blanks', piece: ' \n\n  ' },
    { title: 'a string that never ends', piece: '"abc' },
    { title: 'brackets', piece: '[[[[[[[[' },
    { title: 'a document that never ends', piece: '{"a":' },
  ])('fails on endless input: $title', async ({ piece }) => {
    const read = async (): Promise<void> => {
      const scanner = new DocumentScanner(10_000);
      for await (const part of endless(piece)) for (const found of scanner.push(part)) void found;
    };
    await expect(read()).rejects.toThrow(MalformedJson);
  });

  it.each([
    ['\0{"a":1}', 'control character 0'],
    ['\u{1F48D}', 'where a document should begin'],
    ['{"a":1} x', '"x" stands'],
  ])('%j is refused at the first invalid character', async (text, says) => {
    expect((await read(text, 1000)).at(-1)).toContain(says);
  });
});
