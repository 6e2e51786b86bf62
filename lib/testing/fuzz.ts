import fc from 'fast-check'

/** Foreign input for property tests: what has broken other people's readers, and variations of what is right. */

/** Names that every object has without anybody having given them to it. */
export const INHERITED = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'] as const

const ODD_TEXTS = [
  ...INHERITED,
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ufeff',
    '\ud800',
    'x\udc00',
    '\u202egnp.exe',
    '\u2066\u200b',
    '\u001b[31m',
    '\r\nX: 1',
  ],
  ...['0x10', ' 12 ', '1e3', '-0', '1e308', 'NaN', 'Infinity', 'null', 'true', '[object Object]', '%00', '%', '%ff'],
  ...[
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '<script>',
    "' OR 1=1 --",
    '../..',
    '٣',
    '1704110400',
  ],
] as const

/** Any text at all: control characters, halves of surrogate pairs, odd words, very long ones. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes)),
  fc
    .tuple(fc.constantFrom('a', '\u0000', '💶', ' '), fc.integer({ min: 50, max: 12_000 }))
    .map(([one, times]) => one.repeat(times)),
)

export const oddNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(
    -0,
    -1,
    0.5,
    1e15,
    1e16,
    8.64e15,
    1e300,
    1.7976931348623157e308,
    Number.MAX_SAFE_INTEGER + 1,
    2 ** 31,
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

/** Any value that JSON can carry, read the way a body is read: `__proto__` is then an own key. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], ['a', 'b']),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(oddText, fc.oneof(oddText, oddNumber), { maxKeys: 4 }),
  fc
    .constantFrom('{"__proto__":{"id":"x","name":"x"}}', `${'['.repeat(800)}${']'.repeat(800)}`)
    .map((text) => JSON.parse(text)),
)

/** A text with one thing about it changed; never the text itself. */
export function mutated(text: string): fc.Arbitrary<string> {
  const at = fc.nat({ max: text.length })
  const letter = fc.oneof(
    fc.constantFrom(...'.=+/_-Aa0 ,\n\t\u0000%é'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  )
  return fc
    .oneof(
      fc.tuple(at, letter).map(([index, one]) => text.slice(0, index) + one + text.slice(index + 1)),
      fc.tuple(at, letter).map(([index, one]) => text.slice(0, index) + one + text.slice(index)),
      fc
        .tuple(at, fc.integer({ min: 1, max: 5 }))
        .map(([index, gone]) => text.slice(0, index) + text.slice(index + gone)),
      fc.tuple(at, at).map(([from, to]) => text.slice(0, from) + text.slice(to)),
      fc.constantFrom(text.toUpperCase(), text.toLowerCase(), `\ufeff${text}`, text + text, `${text} `, ` ${text}`),
    )
    .filter((changed) => changed !== text)
}

let asked = 0

/** The address of a client that nobody has seen before: what is counted per address is not what a property is about. */
export function newAddress(): string {
  asked += 1
  return `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`
}
