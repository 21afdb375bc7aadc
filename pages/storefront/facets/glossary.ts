/** The meaning of trade terms, in one or two sentences each. */
export const GLOSSARY: Readonly<Record<string, string>> = {
  metal:
    'Pure gold is soft, so it is alloyed. The number gives the parts per thousand of pure metal: 585 is 58.5 % gold.',
  purity: '14K is 14 of 24 parts gold. Silver and platinum are stated in thousandths.',
  stone: 'A lab-grown stone is the same mineral as a mined one; it grew in weeks instead of ages.',
  cut: 'The outline of a stone and its facets. Round cuts return the most light; emerald cuts show clarity.',
  carat: 'The weight of the main stone: one carat is 0.2 g. A round diamond of one carat is about 6.5 mm across.',
  price: 'In US dollars, for a piece’s first material. Other materials may cost more.',
  origin:
    'Recycled: refined from old metal. Conflict-free: the seller states that no armed group was paid. ' +
    'Filters on a stone’s properties hide pieces without a stone.',
};
