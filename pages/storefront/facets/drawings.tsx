/** Outlines of cuts on 24 × 24, from above. */
const CUTS: Readonly<Record<string, string>> = {
  round: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 8.500h7v7h-7zM12 7l5 5-5 5-5-5z',
  oval:
    'M12 2.500c-4 0-7 4.200-7 9.500s3 9.500 7 9.500 7-4.200 7-9.500-3-9.500-7-9.500z' +
    'M12 7l3.500 5-3.500 5-3.500-5z',
  princess: 'M4 4h16v16H4zM4 4l16 16M20 4 4 20M8.500 8.500h7v7h-7z',
  cushion: 'M7 4h10q3 0 3 3v10q0 3-3 3H7q-3 0-3-3V7q0-3 3-3zM12 7l5 5-5 5-5-5z',
  emerald: 'M8 2.500h8l3 3v13l-3 3H8l-3-3v-13zM9.500 6.500h5l1 1v9l-1 1h-5l-1-1v-9z',
  radiant: 'M7.500 3.500h9l3 3v11l-3 3h-9l-3-3v-11zM7.500 3.500l9 17M16.500 3.500l-9 17',
  asscher: 'M8 4h8l4 4v8l-4 4H8l-4-4V8zM9.500 8h5L16 9.500v5L14.500 16h-5L8 14.500v-5z',
  pear:
    'M12 2.500c1.500 3.500 6.500 7 6.500 12a6.500 6.500 0 0 1-13 0c0-5 5-8.500 6.500-12z' +
    'M12 9l3.500 5-3.500 4-3.500-4z',
  marquise: 'M12 1.500c4 4 6 7 6 10.500s-2 6.500-6 10.500c-4-4-6-7-6-10.500s2-6.500 6-10.500zM12 7l3 5-3 5-3-5z',
  heart:
    'M12 21C6 16.500 3 13 3 9a4.700 4.700 0 0 1 9-2 4.700 4.700 0 0 1 9 2c0 4-3 7.500-9 12z' +
    'M12 10l3.500 3-3.500 4-3.500-4z',
  baguette:
    'M8 2.500h8v19H8zM10.500 6h3v12h-3zM8 2.500 10.500 6' +
    'M16 2.500 13.500 6M8 21.500l2.500-3.500M16 21.500 13.500 18',
  trillion: 'M12 3.500 21 19q-9 2.500-18 0zM12 10l4 6H8z',
  cabochon: 'M12 4c-5 0-9 3.600-9 8s4 8 9 8 9-3.600 9-8-4-8-9-8zM7 9.500c1.200-1.500 2.800-2.300 5-2.500',
  baroque:
    'M10 3.500c4-1 8 1.500 9.500 5s.5 8-3 10.500-8 2.500-10.500-.5S3 11 4.500 8s3-3.900 5.500-4.500z' +
    'M8 8.500c1-1.200 2-1.800 3.500-2',
  mixed: 'M8 3.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM12.500 12.500h8v8h-8zM16 3.500l4 5h-8z',
};

/** The outline of a cut; an empty space of the same size if there is none. */
export function CutDrawing({ cut }: { readonly cut: string }) {
  return (
    <svg class="cut" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={CUTS[cut.toLowerCase()] ?? ''} />
    </svg>
  );
}

/** A small stone in its color. Lab-grown and mined ones look the same, as in real life. */
export function StoneDrawing({ stone }: { readonly stone: string }) {
  const isRound = ['pearl', 'opal', 'other'].includes(stone);
  return (
    <svg
      class={`stone stone-${stone.replace(/^lab-/, '')}`}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      focusable="false"
    >
      {isRound ? (
        <>
          <circle cx="10" cy="10" r="7.500" />
          <path class="stone-light" d="M5.800 9c.6-2 2-3.300 4.200-3.600" />
        </>
      ) : (
        <>
          <path d="M5.500 3.500h9l4 5L10 18 1.500 8.500z" />
          <path class="stone-light" d="M5.500 3.500 7 8.500h6l1.500-5M1.500 8.500h17M7 8.500 10 18l3-9.500" />
        </>
      )}
    </svg>
  );
}
