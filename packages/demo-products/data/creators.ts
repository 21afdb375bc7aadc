/** The makers and stylists whose designs the demo catalog carries. */
export const CREATORS = {
  mara: {
    creatorId: 'creator_0007',
    collaborationType: 'capsule',
    commissionRate: 0.12,
    exclusiveDesign: true,
    profile: {
      handle: '@maravelt',
      name: 'Mara Velt',
      followers: 184_000,
      specialty: 'quiet solitaires',
      bio: 'Bench-trained goldsmith who films every setting from first file stroke to final polish.',
    },
  },
  idris: {
    creatorId: 'creator_0012',
    collaborationType: 'signature',
    commissionRate: 0.15,
    exclusiveDesign: true,
    profile: {
      handle: '@idris.makes',
      name: 'Idris Okonjo',
      followers: 96_500,
      specialty: 'bold chains',
      bio: 'Former set designer who builds jewelry the way he built rooms: heavy lines, plenty of air.',
    },
  },
  lumi: {
    creatorId: 'creator_0019',
    collaborationType: 'capsule',
    commissionRate: 0.1,
    exclusiveDesign: false,
    profile: {
      handle: '@lumi.stacks',
      name: 'Lumi Aalto',
      followers: 412_000,
      specialty: 'ear stacks',
      bio: 'Plans a seven-piercing ear like a seating chart and shares every plan for free.',
    },
  },
  noor: {
    creatorId: 'creator_0023',
    collaborationType: 'signature',
    commissionRate: 0.14,
    exclusiveDesign: true,
    profile: {
      handle: '@noorandstone',
      name: 'Noor Haddad',
      followers: 58_200,
      specialty: 'colored stones',
      bio: 'Gemologist with a weakness for greens; writes about where stones really come from.',
    },
  },
  theo: {
    creatorId: 'creator_0031',
    collaborationType: 'one-off',
    commissionRate: 0.18,
    exclusiveDesign: true,
    profile: {
      handle: '@theo.brandt',
      name: 'Théo Brandt',
      followers: 23_900,
      specialty: 'mixed metals',
      bio: 'Casts in his kitchen, finishes in a shared studio and recycles every gram of sweepings.',
    },
  },
  wren: {
    creatorId: 'creator_0036',
    collaborationType: 'capsule',
    commissionRate: 0.11,
    exclusiveDesign: false,
    profile: {
      handle: '@wrenwears',
      name: 'Wren Castellano',
      followers: 271_000,
      specialty: 'everyday layers',
      bio: 'Never takes her necklaces off and designs accordingly: clasps that hold, chains that do not tangle.',
    },
  },
} as const;

export type CreatorKey = keyof typeof CREATORS;
